
## ########## Resource: access ###############

### Key, address and the way there.

access-no-key = No API key for { $platform }: set the environment variable { $vars }{ $one ->
        [true] {" "}or give it in the config file
       *[false] {""}
    }

access-bad-key = The API key in { $place } contains white space, a line break or a non-ASCII character; copy it again, with no blanks before or after it

access-dot-env-unreadable = { $file } cannot be read ({ $cause }) and is ignored

access-dot-env-line = { $file }, line { $line } cannot be read and is ignored; it should be NAME=value

access-url-scheme = The address "{ $url }" is incomplete; it should begin with https://, for example https://api.example.com/v1

access-url-path = The address should not contain { $path }, which the program adds itself; remove that part

access-url-query = The address must not contain blanks, ? or #; end it with the version

access-url-user = The address must not contain a user name or password; remove what stands before the @

access-url-clear = The API address uses http:// instead of https://: the API key and the patient records travel over the network in plain text

access-transport = The HTTP client cannot be set up: { $reason }; check proxy and the system's certificates

access-simulator = the built-in simulator cannot be started


## ########## Resource: config ###############

### The config file and its values.

config-no-such-file = The config file does not exist; check the path after --config

config-not-found = No config file { $name } (looked for in the current folder and in configs/); run this in the project's folder, or name the file with --config

config-empty-file = The file is empty; it should be JSON

config-not-json = Not valid JSON near column { $column } ({ $reason }); check commas, quotes and brackets

# ---- Why it is no JSON ----

config-json-comma = a comma is missing

config-json-open-string = a string has no closing quote

config-json-open-array = an array has no closing ]

config-json-open-object = an object has no closing {"}"}

config-json-open-comment = a comment has no closing */

config-json-single-quoted = strings take double quotes

config-json-colon = a colon is missing

config-json-surplus = something is there that should not be

config-json-property-name = key names take double quotes

# ---- What a value should be ----

config-bad-number = { $text } is not a valid number

config-twice = Written twice; remove one of them

config-not-an-object = The config should be a JSON object, {"{"} … {"}"}

config-wrong-type = { $wanted }, but is { $now }; change it

config-wrong-type-missing = { $wanted }, but is not there

config-wanted-models = Should be an array, for example ["model-1", "model-2"]

config-wanted-log-level = Should be DEBUG, INFO, WARNING, ERROR or CRITICAL

config-wanted-budget = Should be a number, or {"{"}"amount": 10, "currency": "CNY"{"}"}

config-wanted-prices = Should be an object, for example {"{"}"model name": {"{"}"input": 4, "output": 16{"}"}{"}"}

config-wanted-object = Should be an object, {"{"} … {"}"}

config-wanted-model = Should be the name of a model (a string) or an object with a name

config-wanted-required = Is required

config-wanted-whole-number = Should be a whole number, not negative

config-wanted-number = Should be a number

config-wanted-string = Should be a string

config-wanted-array = Should be an array

config-wanted-other = Cannot have this value

config-value-number = the number { $value }

config-value-boolean = the boolean { $value }

# ---- Kinds of JSON values ----

json-null = null

json-boolean = a boolean

json-number = a number

json-string = a string

json-array = an array

json-object = an object

# ---- Keys and values that do not fit ----

config-unknown-key = There is no such key; it is ignored (let keys that are comments begin with _)

config-unknown-key-nearest = There is no such key; it is ignored. Did you mean { $name }?

config-more-unknown-keys = { $count ->
        [one] One more key is unknown and ignored
       *[other] { $count } more keys are unknown and ignored
    }

# A problem, and another one that may come of it.
config-moreover = { $what }. Also: { $other }

config-moreover-after-question = { $what } Also: { $other }

config-too-small = Must not be less than { $least }; change it

config-too-large = Must not be more than { $most }; change it

config-empty-path = Is empty; give a path, or remove the key to use the default

config-extra-body-stream = stream cannot be switched on here: this program only reads whole replies

config-extra-body-ours = { $name } is made by this program and cannot be set in extra_body

config-not-positive = Must be more than 0; change it

config-no-models = No model is configured; name at least one, for example "models": ["model name"]

config-model-without-name = The name of the model is empty; fill it in

config-no-choice = { $what } cannot be { $got }: this platform has nothing to choose from

config-unknown-choice = { $what }: there is no { $got }; choose from: { $list }

config-unknown-choice-of-many = { $what }: there is no { $got }; choose from { $count }, among them: { $list }


## ########## Resource: fault ###############

### Calls that brought no answer: what stands behind `ERROR: ` and in the log.

# ---- Times that ran out ----

fault-timeout-first-byte = No reply within { $seconds } s; first_byte_timeout_seconds can be raised

fault-timeout-stall = The reply stopped halfway for { $seconds } s; stall_timeout_seconds can be raised

fault-timeout-whole = Not complete within { $seconds } s; timeout_seconds can be raised

fault-cannot-fit = at least { $least } tokens, while the model's context is { $context } tokens; not sent

# ---- Broken links ----

fault-link-connect-timeout = Connecting took too long ({ $cause }); check the network, the proxy and base_url, or raise connect_timeout_seconds

fault-link-dns = The host name cannot be resolved ({ $cause })

fault-link-refused = Connection refused ({ $cause })

fault-link-reset = Connection broken ({ $cause })

fault-link-tls = TLS certificate or handshake failed ({ $cause })

fault-link-timeout = Timeout ({ $cause })

fault-link-not-connected = Cannot connect ({ $cause })

fault-link-network = Network error ({ $cause })

# ---- Proxies ----

fault-proxy-login = The proxy wants a login, or does not accept the user name and password (HTTP 407)

fault-proxy-unreachable = The proxy cannot reach the API address (HTTP { $status })

fault-proxy-refused = The proxy refused the connection (HTTP { $status })

fault-via-configured-proxy = { $what }, through the proxy { $proxy } (from proxy in the config file)

fault-via-proxy-of-variable = { $what }, through the proxy { $proxy } (from the environment variable { $variable })

# ---- Classes ----

fault-class-dns = host name cannot be resolved

fault-class-refused = connection refused

fault-class-reset = connection broken

fault-class-tls = TLS failed

fault-class-timeout = timeout

fault-class-network = network error

fault-class-proxy = refused by the proxy

fault-class-html = a web page instead of a reply

fault-class-bad-json = reply incomplete or no JSON

fault-class-too-large = reply too large

fault-class-empty = empty answer

fault-class-truncated-empty = max_tokens used up by thinking, no answer

fault-class-content-refused = content refused by the platform

fault-class-rate-limit = rate limit hit

fault-class-overloaded = platform overloaded

fault-class-loading = model is being loaded

fault-class-quota = quota of the day or the plan used up

fault-class-model-quota = quota of this model used up

fault-class-bad-key = invalid API key

fault-class-no-balance = account balance too low

fault-class-forbidden = account has no permission

fault-class-model-forbidden = no permission for this model

fault-class-model-not-found = model or endpoint does not exist, or is closed or retired

fault-class-context-too-long = input longer than the model's context

fault-class-bad-parameter = the model does not take a parameter

fault-class-bad-request = request refused

fault-class-wrong-address = wrong API address

fault-class-server-error = internal error of the platform

fault-class-input = patient record cannot be read

fault-class-unknown = unknown error

# ---- What to do ----

fault-advice-truncated-empty = raise max_tokens

fault-advice-context-too-long = shorten the input or use a model with a longer context

fault-advice-bad-parameter = check temperature, top_p, max_tokens and extra_body

fault-advice-model-not-found = check the name of the model or endpoint_id

fault-advice-wrong-address = check base_url

fault-advice-tls = check the system's clock, the certificates and the proxy

fault-advice-proxy = check the proxy's address, user name and password; to use no proxy, remove that setting or add the host to NO_PROXY

fault-advice-dns = check the network and base_url

fault-advice-refused = check the network, the proxy and base_url

# ---- The whole sentence: what it was, what the platform said, what to do ----

fault-sentence = { $what }{ $has-detail ->
        [true] {" "}({ $detail })
       *[false] {""}
    }{ $has-advice ->
        [true] ; { $advice }
       *[false] {""}
    }{ $has-id ->
        [true] {" "}[request id: { $id }]
       *[false] {""}
    }


## ########## Resource: file ###############

### Files and folders, and what the system says about them.

# ---- Causes: what stands in brackets, or behind a file's name ----

file-not-found = does not exist

file-permission-denied = permission denied

file-disk-full = disk full

file-too-large = file size limit reached, see ulimit -f

file-quota-exceeded = disk quota used up

file-read-only = read-only file system

file-is-folder = is a folder

file-not-folder-on-way = part of the path is not a folder

file-exists = a file of that name exists

file-named = { $file }: { $cause }

# ---- What stands where a file or folder was expected ----

file-odd-fifo = is a named pipe (FIFO), not a regular file

file-odd-device = is a device, not a regular file

file-odd-socket = is a socket, not a regular file

file-odd-symlink = is a symbolic link; so that no file elsewhere is changed, put a real file or folder in its place

file-odd-hard-link = has several hard links; so that no file elsewhere is changed, move it away or make a copy of it first

file-odd-dangling = is a symbolic link to a file that does not exist

file-odd-no-folder = is not a folder

# ---- What cannot be read or written ----

file-unreadable = Cannot be read ({ $cause }); check the path and its permissions

file-output-dir = The output folder cannot be written to ({ $cause }); check output_dir and its permissions

file-log = The log file cannot be written ({ $cause }); check log_file and its permissions

file-events = Events cannot be written ({ $cause }); check the file after --events and its permissions

file-events-over-another = This file holds something else, and events are not written over it; give another file name after --events

file-events-unread = the program that reads them did not keep up

file-events-and-json = --events - already writes to standard output, and the summary is its last line; remove --json, or write the events to a file

file-place-taken = A result file belongs here, but what is there { $cause }; move or rename it, then run again

file-unmovable = Cannot be moved aside ({ $cause }); check the permissions


## ########## Resource: flow ###############

### Limits, waits and the link, and the bar that shows them.

flow-limited = rate limited by the platform; calls at once are set to { $limit }

# A limit a minute that nobody stated.
flow-learned-rate = the platform limits by the minute; calls a minute are set to { $rpm }

# Different conversations fail one after the other, and none is served.
flow-held = several different conversations failed in a row ({ $fault }); sending is paused but for one probe at a time, and goes on by itself once one succeeds; no retries are used up

flow-served-again = The platform serves again (after { $after }); going on

flow-offline = The network seems to be down: { $fault }; sending is paused and goes on by itself when it is back; no retries are used up

flow-online = The network is back (after { $after }); going on

flow-offline-too-long = The network was down for more than { $limit }; no longer waiting

flow-wait-too-long = the platform asks to wait { $wait }, longer than allowed

flow-starved = no call succeeded for { $after }; the other conversations are left for the next run

# ---- What the bar says ----

flow-waiting-for-requests = waiting for the limit of requests a minute, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-waiting-for-tokens = waiting for the limit of tokens a minute, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-ramping = platform overloaded, slowly starting again, { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-probing = no answers from the platform at the moment, next probe in { $seconds } s, { $in-flight }/{ $ceiling } in flight

flow-waiting-to-retry = waiting { $seconds } s to try again, { $in-flight } in flight

flow-mending = putting result files in order { $done }/{ $count }

flow-link-down = network down, waiting for it to come back

flow-progress = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min

flow-progress-with-left = { $done }/{ $total }, { $failed } failed, { $in-flight } in flight, { $per-minute }/min, { $left } left

flow-progress-line = Progress: { $progress }


## ########## Resource: general ###############

### Lists, times, places: what sentences of every topic use.

list-separator = {", "}

list-or = {" "}or{" "}

# A list that is not shown whole.
list-and-others = { $names } and others

duration-seconds = { $seconds } s

duration-minutes = { $minutes } min { $seconds } s

duration-hours = { $hours } h { $minutes } min

error = Error: { $what }

warning = Note: { $what }

# ---- Where a problem stands, before what it is ----

place-file = { $file }: { $what }

place-file-line = { $file }, line { $line }: { $what }

place-file-field = { $file }, field { $field }: { $what }

place-file-line-field = { $file }, line { $line }, field { $field }: { $what }

place-line = Line { $line }: { $what }

place-line-field = Line { $line }, field { $field }: { $what }

place-field = Field { $field }: { $what }


## ########## Resource: input ###############

### Prompts, records and the names that they make.

input-decoded = Not UTF-8; read as { $encoding }. If characters look wrong, save it as UTF-8

input-decoded-lossy = The encoding is not recognised and some characters were replaced; save it as UTF-8

# ---- Prompts ----

input-no-prompts-file = The prompts file does not exist; check prompts_file in the config (relative paths are taken from the current folder)

input-prompts-not-array = The prompts file should be a JSON array of strings, for example ["prompt 1", "prompt 2"], but is { $kind }

input-no-prompts = There is no prompt in the prompts file; write at least one

input-prompt-not-text = Prompt { $number } should be a string, but is { $kind }

input-prompt-empty = Prompt { $number } is empty

input-no-such-prompt = --prompts: there is no prompt { $number }; { $count ->
        [one] there is one prompt
       *[other] there are { $count } prompts
    } (counted from 1)

input-too-many-prompts = Too many prompts; at most 65535

# ---- Records ----

input-no-records-dir = The folder of patient records does not exist; check records_dir in the config (relative paths are taken from the current folder)

input-records-not-dir = records_dir should be a folder, but is a file

input-no-records = There is no .txt file in the folder of patient records

input-no-records-but-others = There is no .txt file in the folder of patient records, but { $count ->
        [one] one other file or folder
       *[other] { $count } other files or folders
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; save the records as .txt (a file for each patient, directly in this folder)

input-unread = { $count ->
        [one] One other file or folder is not read
       *[other] { $count } other files or folders are not read
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; only .txt files directly in this folder are read

# Items of the list above.
input-folder = folder { $name }

input-folder-with-records = folder { $name } ({ $count ->
        [one] one .txt file
       *[other] { $count } .txt files
    } in it)

input-suffix-twice = The file name ends with .txt twice and is read as patient { $name }; rename it

input-record-empty = The patient record is empty: there is nothing to ask about, and its conversations are not sent

input-record-changed = The patient record was changed during the run; run again

input-same-people = Gives the same patient, { $name }, as { $other }; rename one of them or move it away

# ---- Names that become names of files ----

input-name-not-utf8 = The file name is not UTF-8; rename the file

input-name-escapes = The name "{ $name }" would lead out of the output folder; choose another

input-name-character = The name "{ $name }" contains { $character }, which file names must not; choose another (a model can be written as {"{"}"name": "other name", "extra_body": {"{"}"model": "real name"{"}"}{"}"})

input-name-too-long = The file name { $head }… has { $bytes } bytes, more than { $most }; shorten the name of the model or of the patient

input-same-file = ({ $model }, { $people }) and ({ $other-model }, { $other-people }) would be written to the same file { $file }; rename one of them or remove what is there twice


## ########## Resource: money ###############

### Prices, the retirement of models, the budget.

money-bad-registry = The platform's data on models and prices (models.json) cannot be used, line { $line }: { $what }

money-bad-registry-price = The platform's data on models and prices (models.json) cannot be used: { $field } of model { $model } should be a number from 0 to { $highest } (price of a million tokens); change it

# $when is `on` a day, `already` or `soon`.
money-retired = Model { $model } { $when ->
        [on] was retired on { $day }
        [already] is retired
       *[soon] will be retired soon
    } (data of { $as-of }); { $has-successor ->
        [true] use { $successor } instead
       *[false] use another model
    }

money-no-price = Should be a number from 0 to { $highest } (price of a million tokens); change it

money-bad-currency = Should be three capital letters, for example CNY or USD; change it

money-other-currency = The prices of model { $model } are in { $other }, while this run counts in { $currency }; they are taken as unknown

money-budget-without-price = A budget is set, but the price of { $models } ({ $currency }) is not known, so that it cannot be kept for certain; write it into the config, for example "prices": {"{"}"{ $first }": {"{"}"input": 4, "output": 16, "currency": "{ $currency }"{"}"}{"}"} (for a million tokens), or remove budget

money-budget-without-cap = A budget is set, but requests to model { $model } have no max_tokens, so that an answer may cost any amount; set max_tokens or remove budget

money-clamped = The token counts that the platform returned for { $model } are too large to be true and are counted as { $most }; check the platform's bill

# ---- The budget ----

money-limit = Budget: { $limit }

money-limit-with-earlier = Budget: { $limit }, which includes what earlier runs in the same output folder spent: { $spent }

# What is confirmed, and what may come besides.
money-with-perhaps = { $confirmed } (confirmed), and perhaps up to { $perhaps } more (calls whose usage was not reported)

money-standing = Cost: { $spent }

money-standing-with-limit = Cost: { $spent }; budget { $limit }, left { $left }

money-other-currencies = The ledger also holds costs of { $sums }; in another currency, they do not count against the budget in { $currency }

money-holds-back = Every call first reserves its worst case, { $worst } at most; what is left of the budget is enough for about { $at-once ->
        [one] one call
       *[other] { $at-once } calls
    } at once, which is slower; a smaller max_tokens makes it faster

money-unknown-prices = The price of { $models } is not known, and the summary leaves its cost out; it can be written into prices in the config

# $doubtful: but for what is only feared, the call would fit.
money-reached = The budget is reached: budget { $limit }, spent { $spent }, earlier runs included; the { $left } left is not enough for the worst case of the next call, { $worst }. Finished conversations are not paid for again. { $doubtful ->
        [true] What is in the way are mostly calls that may have been billed: check the platform's bill, and if they were not, raise the budget by that amount; once these conversations are answered, their real cost counts instead.{" "}
       *[false] {""}
    }Raise budget (or use --budget) and run again; it goes on from here


## ########## Resource: run ###############

### A run from its banner to its end, as the log tells it.

# ---- Before the first call ----

run-banner-title = Batch processing - { $title }

run-banner-simulated = [SIMULATION] All answers come from the built-in simulator, not from a real model, and cost nothing

run-banner-settings = Settings:

run-banner-config = {"  "}Config file: { $file }

run-banner-address = {"  "}API address: { $url }

run-banner-prompts = {"  "}Prompts file: { $file }

run-banner-records = {"  "}Patient records: { $folder }

run-banner-output = {"  "}Output folder: { $folder }

run-banner-models = {"  "}Models: { $models }

run-banner-retries = {"  "}Max retries: { $retries }

run-banner-tokens = {"  "}Max tokens: { $tokens }

run-banner-limits = {"  "}Limits: { $concurrency } at once ({ $concurrency-set ->
        [true] set
       *[false] default
    }), requests a minute: { $rpm-known ->
        [true] { $rpm } ({ $rpm-set ->
            [true] set
           *[false] default
        })
       *[false] unknown (learned while running)
    }, tokens a minute: { $tpm-known ->
        [true] { $tpm } ({ $tpm-set ->
            [true] set
           *[false] default
        })
       *[false] unknown (learned while running)
    }

run-starting = Starting: { $models ->
        [one] 1 model
       *[other] { $models } models
    } × { $people ->
        [one] 1 patient
       *[other] { $people } patients
    } = { $files ->
        [one] 1 file
       *[other] { $files } files
    }

# What is kept of earlier runs and what is to be done.
run-resuming = Going on from the last run: { $kept ->
        [one] 1 answer
       *[other] { $kept } answers
    } kept, { $fresh ->
        [one] 1 new conversation
       *[other] { $fresh } new conversations
    }{ $again ->
        [0] {""}
       *[other] , { $again } that failed last time tried again
    }{ $unknown ->
        [0] {""}
       *[other] , { $unknown } that were sent but brought no result (perhaps billed) asked again
    }

run-nothing-to-do = All conversations are answered already; no calls needed

run-torn = The ledger ended with { $bytes ->
        [one] 1 byte
       *[other] { $bytes } bytes
    } of an unfinished line (the last run ended abruptly); removed

run-damaged = { $count ->
        [one] Line { $lines } of the ledger is damaged and was moved to { $file }; its conversation is asked again
       *[other] Lines of the ledger are damaged ({ $count } in all: { $lines }) and were moved to { $file }; their conversations are asked again
    }

run-locked = The output folder { $folder } is in use by another process ({ $owner }); wait until it ends, or choose another output_dir

run-no-lock = This file system has no file locks ({ $cause }); do not run two processes on the same output folder at once

run-fresh = --fresh: the old ledger and result files were moved to { $folder }

run-fresh-part = --fresh: { $count ->
        [one] 1 old answer of the chosen part is no longer used and is
       *[other] { $count } old answers of the chosen part are no longer used and are
    } asked for again; the result files were moved to { $folder }; everything else and what was spent stay

# Files that are in the way: said once, before anything is sent. The folder is that of the run that has begun.
run-strangers-now = { $count ->
        [one] One result file in the output folder was
       *[other] { $count } result files in the output folder were
    } not written by this program, or changed since: { $names }. Before new results are written, { $count ->
        [one] it is
       *[other] they are
    } moved to { $folder }; to leave { $count ->
        [one] it in its place, stop with Ctrl-C and use another --output-dir, or rename it
       *[other] them in their places, stop with Ctrl-C and use another --output-dir, or rename them
    } first

# The same, where no run has begun.
run-strangers = { $count ->
        [one] One result file in the output folder was
       *[other] { $count } result files in the output folder were
    } not written by this program, or changed since: { $names }. Before new results are written, { $count ->
        [one] it is
       *[other] they are
    } moved to { $prefix }date-time in the output folder; to leave { $count ->
        [one] it in its place, use another --output-dir, or rename it
       *[other] them in their places, use another --output-dir, or rename them
    } first

# ---- What becomes of conversations and sheets ----

run-sheet-started = started, { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }

run-answered = conversation { $number } answered ({ $seconds } s)

run-attempt-failed = conversation { $number } failed (attempt { $attempt }): { $fault }

run-will-retry = trying again in { $seconds } s ...

run-retry-succeeded = conversation { $number } answered after all (attempt { $attempt }, { $seconds } s)

run-gave-up = conversation { $number } failed for good ({ $retries ->
        [one] 1 retry
       *[other] { $retries } retries
    }): { $fault }

run-sheet-done = done (answered: { $answered }/{ $count }, { $seconds } s)

run-saved = {"  "}Saved: { $file }

run-unchanged = {"  "}Unchanged: { $file }

run-moved = {"  "}The { $file } that was there was not written by this program, or changed since; it was moved to { $folder }

run-not-replaced = {"  "}{ $file } was not overwritten: there are answers in it, and this run got none

run-cut = the answer to conversation { $number } was cut off by max_tokens and is kept; raise max_tokens for whole answers

run-unfinished = the answer to conversation { $number } ended with finish_reason { $reason } and may be incomplete; it is kept

run-model-dropped = this model is not used any more, and its other conversations are not sent: { $fault }

run-all-done = Batch processing done

run-files-made = Files written: { $count }

run-total-time = Total time: { $seconds } s

# ---- Why a run ended early, and what to do ----

run-interrupted = Interrupted: no new calls are sent; waiting at most { $seconds } s for { $in-flight ->
        [one] the call in flight
       *[other] the { $in-flight } calls in flight
    } to finish; press Ctrl-C again to stop at once

run-interrupted-again = Stopping at once; { $in-flight ->
        [one] 1 call in flight is
       *[other] { $in-flight } calls in flight are
    } given up (perhaps billed)

run-disk = Cannot be written ({ $cause }); sending has stopped. Mend it and run again; answers already written are not lost

run-not-written = Not written ({ $cause }); mend it and run again: the answers are in the ledger and not paid for again

run-lost = { $count ->
        [one] One answer that came in could not be written to the disk; the next run asks for it again
       *[other] { $count } answers that came in could not be written to the disk; the next run asks for them again
    }

run-unwritten = Files that were not written: { $files }

run-refused-key = Run stopped: { $fault }. Check { $vars } or api_key in the config, and that the key belongs to the platform at base_url; keys are shown and made at { $console }

run-refused-balance = Run stopped: { $fault }. Top up at { $console } and run again; finished conversations are not paid for again

run-refused-forbidden = Run stopped: { $fault }. Look at the account's permissions at { $console }

run-refused = Run stopped: { $fault }. Mend it and run again; it goes on from here

run-paused-offline = Run paused: { $fault }. Run { $program } again when the network is back; it goes on from here

run-paused-for = Run paused: { $fault }. Run { $program } again in about { $wait }; it goes on from here

run-paused-overload = Run paused: { $fault }. Run { $program } again when the platform is less busy; it goes on from here

run-paused-quota = Run paused: { $fault }. Run { $program } again when the quota is filled up (usually the next day); it goes on from here

run-go-on = To go on: { $command }


## ########## Resource: summary ###############

### The closing lines: the manual's, then what it does not count.

summary-done = Done!

summary-stopped = Stopped early

summary-simulated = [SIMULATION] The files' content was made by the built-in simulator; do not take it for real results

summary-files-made = { $count ->
        [one] 1 JSON file
       *[other] { $count } JSON files
    } in all

summary-output-dir = Output folder: { $folder }/

summary-files = Files:

summary-file = {"  "}- { $file }

summary-more-files = {"  "}… and { $count } more in the output folder

summary-moved = { $count ->
        [one] One file that was there is
       *[other] { $count } files that were there are
    } now in { $folder }/: { $names }

summary-not-replaced = { $count ->
        [one] One file with answers that was there was
       *[other] { $count } files with answers that were there were
    } not overwritten (this run got no answer for { $count ->
        [one] it
       *[other] them
    }): { $names }

summary-conversations = Conversations: { $answered } answered in this run, { $kept } before, { $failed } failed, { $left } left

summary-failed = {"  "}{ $count } failed: { $class }

summary-cut = {"  "}{ $count ->
        [one] 1 of the answers was
       *[other] { $count } of the answers were
    } cut off by max_tokens or may be incomplete

summary-calls = Calls: { $calls }, retries: { $retries }, rate limited: { $limited }, waited for limits: { $waited }, total time: { $took }

summary-model = {"  "}{ $model }: input { $input } tokens (cached { $cached }), output { $output } tokens (thinking { $thinking })

summary-model-with-cost = {"  "}{ $model }: input { $input } tokens (cached { $cached }), output { $output } tokens (thinking { $thinking }), cost { $cost }

summary-money = Cost: about { $spent } in this run{ $has-earlier ->
        [true] , { $earlier } before
       *[false] {""}
    }{ $has-perhaps ->
        [true] , perhaps up to { $perhaps } more (calls whose usage was not reported, earlier ones included)
       *[false] {""}
    }{ $has-abandoned ->
        [true] , at most { $abandoned } for calls given up in flight
       *[false] {""}
    }{ $has-limit ->
        [true] , budget { $limit }
       *[false] {""}
    } (prices of { $as-of }; what counts is the platform's bill){ $simulated ->
        [true] ; the simulation cost no real money
       *[false] {""}
    }


## ########## Resource: wire ###############

### What connections have shown of the server.

wire-surplus = The server sent data that nobody asked for on an idle connection: from now on every call has a new connection of its own, and replies that may be affected are dropped and asked for again

wire-not-kept = The server does not keep connections open: from now on every call has a new connection of its own

wire-reply-twice = The server sent a reply twice on one connection: all answers that are affected are dropped and asked for again, and from now on every call has a new connection of its own

wire-useless-ids = The server's replies have no ids that tell them apart: every call has a new connection of its own

wire-answers-taken-back = A connection brought more replies than were asked for, so answers on it may be mixed up: { $answers ->
        [one] one answer from a reused connection is
       *[other] { $answers } answers from reused connections are
    } dropped and asked for again, and connections are no longer reused

wire-doubted = another reply may have come in on the connection; this reply is dropped


## ########## Resource: access ###############

### Key, address and the way there.

# $platform (String)
# $vars (String)
# $one (Bool)
access-no-key = { $platform } API Key 未配置，请设置 { $vars } 环境变量{ $one ->
        [true] 或在配置文件中指定
       *[false] {""}
    }

# $place (String)
access-bad-key = { $place } 中的 API Key 含有空格、换行或非 ASCII 字符，请重新复制，前后不要留空白

# $file (String)
# $cause (String)
access-dot-env-unreadable = { $file } 无法读取（{ $cause }），已忽略

# $file (String)
# $line (Number)
access-dot-env-line = { $file } 第 { $line } 行无法解析，已忽略；应为 NAME=value

# $url (String)
access-url-scheme = 地址 "{ $url }" 不完整，应以 https:// 开头，例如 https://api.example.com/v1

# $path (String)
access-url-path = 地址不应包含 { $path }，程序会自己加上，请删去这一段

access-url-query = 地址中不能有空格、? 或 #，请只写到版本号为止

access-url-user = 地址中不能写用户名或密码，请删去 @ 之前的部分

access-url-clear = API 地址使用 http:// 而不是 https://，API Key 和患者记录会在网络上明文传输

# $reason (String)
access-transport = 无法建立 HTTP 客户端：{ $reason }，请检查 proxy 和系统证书

access-simulator = 内置模拟器无法启动


## ########## Resource: config ###############

### The config file and its values.

config-no-such-file = 配置文件不存在，请检查 --config 的路径

# $name (String)
config-not-found = 找不到配置文件 { $name }（已查找当前目录和 configs/），请在项目目录中运行，或用 --config 指定

config-empty-file = 文件是空的，应为 JSON

# $column (Number)
# $reason (String)
config-not-json = 第 { $column } 列附近不是合法的 JSON（{ $reason }），请检查逗号、引号和括号

# ---- Why it is no JSON ----

config-json-comma = 缺少逗号

config-json-open-string = 字符串没有结束的引号

config-json-open-array = 数组没有结束的 ]

config-json-open-object = 对象没有结束的 {"}"}

config-json-open-comment = 注释没有结束的 */

config-json-single-quoted = 字符串应使用双引号

config-json-colon = 缺少冒号

config-json-surplus = 多余的内容

config-json-property-name = 键名应使用双引号

# ---- What a value should be ----

# $text (String)
config-bad-number = { $text } 不是合法的数字

config-twice = 写了两次，请删去一个

config-not-an-object = 配置应为 JSON 对象，即 {"{"} … {"}"}

# $wanted (String)
# $now (String)
config-wrong-type = { $wanted }，现在是{ $now }，请修改

# $wanted (String)
config-wrong-type-missing = { $wanted }，但没有写

config-wanted-models = 应为数组，例如 ["模型1", "模型2"]

config-wanted-log-level = 应为 DEBUG、INFO、WARNING、ERROR 或 CRITICAL

config-wanted-budget = 应为数字，或 {"{"}"amount": 10, "currency": "CNY"{"}"}

config-wanted-prices = 应为对象，例如 {"{"}"模型名称": {"{"}"input": 4, "output": 16{"}"}{"}"}

config-wanted-object = 应为对象，即 {"{"} … {"}"}

config-wanted-model = 应为模型名称（字符串）或带 name 的对象

config-wanted-required = 是必填项

config-wanted-whole-number = 应为非负整数

config-wanted-number = 应为数字

config-wanted-string = 应为字符串

config-wanted-array = 应为数组

config-wanted-other = 的值不能使用

# $value (String)
config-value-number = 数字 { $value }

# $value (String)
config-value-boolean = 布尔值 { $value }

# ---- Kinds of JSON values ----

json-null = {" "}null

json-boolean = 布尔值

json-number = 数字

json-string = 字符串

json-array = 数组

json-object = 对象

# ---- Keys and values that do not fit ----

config-unknown-key = 没有这个配置项，已忽略（作注释的键请以 _ 开头）

# $name (String)
config-unknown-key-nearest = 没有这个配置项，已忽略；是否想写 { $name }？

# $count (Number)
config-more-unknown-keys = 另有 { $count } 个没有的配置项，已忽略

# A problem, and another one that may come of it.
# $what (String)
# $other (String)
config-moreover = { $what }。另外，{ $other }

# $what (String)
# $other (String)
config-moreover-after-question = { $what }另外，{ $other }

# $least (Number)
config-too-small = 不能小于 { $least }，请修改

# $most (Number)
config-too-large = 不能大于 { $most }，请修改

config-empty-path = 是空的，请填写路径，或删去这一项以使用默认值

config-extra-body-stream = 不能在这里打开 stream：本程序只读取完整的答复

# $name (String)
config-extra-body-ours = { $name } 由本程序生成，不能在 extra_body 中设置

config-not-positive = 应大于 0，请修改

config-no-models = 没有配置任何模型，请至少写一个，例如 "models": ["模型名称"]

config-model-without-name = 模型名称是空的，请填写

# $what (String)
# $got (String)
config-no-choice = { $what } 的值 { $got } 不能使用：此平台没有可选项

# $what (String)
# $got (String)
# $list (String)
config-unknown-choice = { $what } 中没有 { $got }，可选：{ $list }

# $what (String)
# $got (String)
# $list (String)
# $count (Number)
config-unknown-choice-of-many = { $what } 中没有 { $got }，可选：{ $list } 等 { $count } 个


## ########## Resource: fault ###############

### Calls that brought no answer: what stands behind `ERROR: ` and in the log.

# ---- Times that ran out ----

# $seconds (Number)
fault-timeout-first-byte = { $seconds } 秒内没有收到答复，可调大 first_byte_timeout_seconds

# $seconds (Number)
fault-timeout-stall = 答复传到一半停了 { $seconds } 秒，可调大 stall_timeout_seconds

# $seconds (Number)
fault-timeout-whole = { $seconds } 秒内没有完成，可调大 timeout_seconds

# $least (Number)
# $context (Number)
fault-cannot-fit = 至少 { $least } Token，模型的上下文是 { $context } Token，没有发送

# ---- Broken links ----

# $cause (String)
fault-link-connect-timeout = 建立连接超时（{ $cause }），请检查网络、代理和 base_url，或调大 connect_timeout_seconds

# $cause (String)
fault-link-dns = 域名无法解析（{ $cause }）

# $cause (String)
fault-link-refused = 连接被拒绝（{ $cause }）

# $cause (String)
fault-link-reset = 连接中断（{ $cause }）

# $cause (String)
fault-link-tls = TLS 证书或握手失败（{ $cause }）

# $cause (String)
fault-link-timeout = 超时（{ $cause }）

# $cause (String)
fault-link-not-connected = 无法建立连接（{ $cause }）

# $cause (String)
fault-link-network = 网络错误（{ $cause }）

# ---- Proxies ----

fault-proxy-login = 代理要求登录，或不接受其中的用户名和密码（HTTP 407）

# $status (Number)
fault-proxy-unreachable = 代理无法连接到 API 地址（HTTP { $status }）

# $status (Number)
fault-proxy-refused = 代理拒绝了连接（HTTP { $status }）

# $what (String)
# $proxy (String)
fault-via-configured-proxy = { $what }，经由代理 { $proxy }（来自配置文件的 proxy）

# $what (String)
# $proxy (String)
# $variable (String)
fault-via-proxy-of-variable = { $what }，经由代理 { $proxy }（来自环境变量 { $variable }）

# ---- Classes ----

fault-class-dns = 域名无法解析

fault-class-refused = 连接被拒绝

fault-class-reset = 连接中断

fault-class-tls = TLS 失败

fault-class-timeout = 超时

fault-class-network = 网络错误

fault-class-proxy = 代理拒绝了连接

fault-class-html = 收到网页而不是答复

fault-class-bad-json = 答复不完整或不是 JSON

fault-class-too-large = 答复过大

fault-class-empty = 回答是空的

fault-class-truncated-empty = max_tokens 被思考用完，没有回答

fault-class-content-refused = 内容被平台拒绝

fault-class-rate-limit = 触发限流

fault-class-overloaded = 平台过载

fault-class-loading = 模型正在加载

fault-class-quota = 当日或套餐额度已用完

fault-class-model-quota = 该模型的额度已用完

fault-class-bad-key = API Key 无效

fault-class-no-balance = 账户余额不足

fault-class-forbidden = 账户没有权限

fault-class-model-forbidden = 没有该模型的权限

fault-class-model-not-found = 模型或接入点不存在、已关闭或已下线

fault-class-context-too-long = 输入超过模型的上下文长度

fault-class-bad-parameter = 模型不接受某个参数

fault-class-bad-request = 请求被拒绝

fault-class-wrong-address = API 地址不正确

fault-class-server-error = 平台内部错误

fault-class-input = 患者记录无法读取

fault-class-unknown = 未知错误

# ---- What to do ----

fault-advice-truncated-empty = 请调大 max_tokens

fault-advice-context-too-long = 请缩短输入或换用上下文更长的模型

fault-advice-bad-parameter = 请检查 temperature、top_p、max_tokens 和 extra_body

fault-advice-model-not-found = 请检查模型名称或 endpoint_id

fault-advice-wrong-address = 请检查 base_url

fault-advice-tls = 请检查系统时间、证书和代理

fault-advice-proxy = 请检查代理的地址、用户名和密码；不用代理时请去掉该设置，或写入 NO_PROXY

fault-advice-dns = 请检查网络和 base_url

fault-advice-refused = 请检查网络、代理和 base_url

# ---- The whole sentence: what it was, what the platform said, what to do ----

# $what (String)
# $has-detail (Bool)
# $detail (String)
# $has-advice (Bool)
# $advice (String)
# $has-id (Bool)
# $id (String)
fault-sentence = { $what }{ $has-detail ->
        [true] （{ $detail }）
       *[false] {""}
    }{ $has-advice ->
        [true] ，{ $advice }
       *[false] {""}
    }{ $has-id ->
        [true] {" "}[request id: { $id }]
       *[false] {""}
    }


## ########## Resource: file ###############

### Files and folders, and what the system says about them.

# ---- Causes: what stands in brackets, or behind a file's name ----

file-not-found = 不存在

file-permission-denied = 没有权限

file-disk-full = 磁盘已满

file-too-large = 文件大小达到系统上限，见 ulimit -f

file-quota-exceeded = 磁盘配额已用完

file-read-only = 文件系统只读

file-is-folder = 是一个目录

file-not-folder-on-way = 路径中有一部分不是目录

file-exists = 已存在同名文件

# $file (String)
# $cause (String)
file-named = { $file } { $cause }

# ---- What stands where a file or folder was expected ----

file-odd-fifo = 是命名管道（FIFO），不是普通文件

file-odd-device = 是设备，不是普通文件

file-odd-socket = 是套接字，不是普通文件

file-odd-symlink = 是符号链接；为了不改动别处的文件，请换成真正的文件或目录

file-odd-hard-link = 有多个硬链接；为了不改动别处的文件，请先移走或另行复制

file-odd-dangling = 是符号链接，指向的文件不存在

file-odd-no-folder = 不是目录

# ---- What cannot be read or written ----

# $cause (String)
file-unreadable = 无法读取（{ $cause }），请检查路径和权限

# $cause (String)
file-output-dir = 输出目录无法写入（{ $cause }），请检查 output_dir 和权限

# $cause (String)
file-log = 日志文件无法写入（{ $cause }），请检查 log_file 和权限

# $cause (String)
file-events = 事件无法写入（{ $cause }），请检查 --events 后面的文件和权限

file-events-over-another = 这个文件里已有别的内容，事件不会写在它上面；请在 --events 后面换一个文件名

file-events-unread = 读取的程序没有跟上

file-events-and-json = --events - 已经占用标准输出，总结是其中的最后一行；请去掉 --json，或把事件写入文件

# $cause (String)
file-place-taken = 这里是结果文件的位置，但它{ $cause }；请移走或改名后重新运行

# $cause (String)
file-unmovable = 无法移到一旁（{ $cause }），请检查权限


## ########## Resource: flow ###############

### Limits, waits and the link, and the bar that shows them.

# $limit (Number)
flow-limited = 触发平台限流，同时进行的调用数调整为 { $limit }

# A limit a minute that nobody stated.
# $rpm (Number)
flow-learned-rate = 平台按每分钟限流，发送速度调整为每分钟 { $rpm } 次

# Different conversations fail one after the other, and none is served.
# $fault (String)
flow-held = 连续多个不同的对话都没有成功（{ $fault }）；暂停发送，只逐个试探，恢复后自动继续，不占用重试次数

# $after (String)
flow-served-again = 平台已恢复（中断 { $after }），继续处理

# $fault (String)
flow-offline = 网络似乎断开了: { $fault }；暂停发送，恢复后自动继续，不占用重试次数

# $after (String)
flow-online = 网络已恢复（中断 { $after }），继续处理

# $limit (String)
flow-offline-too-long = 网络中断超过 { $limit }，停止等待

# $wait (String)
flow-wait-too-long = 平台要求等待 { $wait }，超过上限

# $after (String)
flow-starved = 连续 { $after } 没有一次调用成功，其余对话留待下次运行

# ---- What the bar says ----

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-waiting-for-requests = 等待每分钟请求数限额 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-waiting-for-tokens = 等待每分钟 Token 限额 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-ramping = 平台过载，缓慢恢复 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-probing = 平台暂时没有成功答复，等待下一次试探 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
flow-waiting-to-retry = 等待重试 { $seconds } 秒，{ $in-flight } 在途

# $done (Number)
# $count (Number)
flow-mending = 整理已有的结果文件 { $done }/{ $count }

flow-link-down = 网络中断，等待恢复

# $done (Number)
# $total (Number)
# $failed (Number)
# $in-flight (Number)
# $per-minute (String)
flow-progress = { $done }/{ $total } 失败 { $failed } 在途 { $in-flight } { $per-minute }/分

# $done (Number)
# $total (Number)
# $failed (Number)
# $in-flight (Number)
# $per-minute (String)
# $left (String)
flow-progress-with-left = { $done }/{ $total } 失败 { $failed } 在途 { $in-flight } { $per-minute }/分 剩余 { $left }

# $progress (String)
flow-progress-line = 进度: { $progress }


## ########## Resource: general ###############

### Lists, times, places: what sentences of every topic use.

list-separator = 、

list-or = {" "}或{" "}

# A list that is not shown whole.
# $names (String)
list-and-others = { $names } 等

# $seconds (String)
duration-seconds = { $seconds }秒

# $minutes (Number)
# $seconds (Number)
duration-minutes = { $minutes }分{ $seconds }秒

# $hours (Number)
# $minutes (Number)
duration-hours = { $hours }小时{ $minutes }分

# $what (String)
error = 错误: { $what }

# $what (String)
warning = 注意: { $what }

# ---- Where a problem stands, before what it is ----

# $file (String)
# $what (String)
place-file = { $file }：{ $what }

# $file (String)
# $line (Number)
# $what (String)
place-file-line = { $file } 第 { $line } 行：{ $what }

# $file (String)
# $field (String)
# $what (String)
place-file-field = { $file }，字段 { $field }：{ $what }

# $file (String)
# $line (Number)
# $field (String)
# $what (String)
place-file-line-field = { $file } 第 { $line } 行，字段 { $field }：{ $what }

# $line (Number)
# $what (String)
place-line = 第 { $line } 行：{ $what }

# $line (Number)
# $field (String)
# $what (String)
place-line-field = 第 { $line } 行，字段 { $field }：{ $what }

# $field (String)
# $what (String)
place-field = 字段 { $field }：{ $what }


## ########## Resource: input ###############

### Prompts, records and the names that they make.

# $encoding (String)
input-decoded = 不是 UTF-8 编码，已按 { $encoding } 读取；若有乱码，请另存为 UTF-8

input-decoded-lossy = 编码无法识别，部分字符已被替换，请另存为 UTF-8

# ---- Prompts ----

input-no-prompts-file = Prompts 文件不存在，请检查配置中的 prompts_file（相对路径以当前目录为准）

# $kind (String)
input-prompts-not-array = Prompts 文件应为 JSON 字符串数组，现在是{ $kind }，例如 ["提示词1", "提示词2"]

input-no-prompts = Prompts 文件中没有任何 Prompt，请至少写一个

# $number (Number)
# $kind (String)
input-prompt-not-text = 第 { $number } 个 Prompt 应为字符串，现在是{ $kind }

# $number (Number)
input-prompt-empty = 第 { $number } 个 Prompt 是空的

# $number (Number)
# $count (Number)
input-no-such-prompt = --prompts 中的 { $number } 不存在，共有 { $count } 个 Prompt（从 1 数起）

input-too-many-prompts = Prompt 太多，最多 65535 个

# ---- Records ----

input-no-records-dir = 患者记录目录不存在，请检查配置中的 records_dir（相对路径以当前目录为准）

input-records-not-dir = records_dir 应为目录，现在是文件

input-no-records = 患者记录目录中没有 .txt 文件

# $count (Number)
# $names (String)
# $more (Bool)
input-no-records-but-others = 患者记录目录中没有 .txt 文件；其中有 { $count } 个其他文件或目录：{ $names }{ $more ->
        [true] {" "}等
       *[false] {""}
    }，请另存为 .txt（每个患者一个文件，直接放在此目录中）

# $count (Number)
# $names (String)
# $more (Bool)
input-unread = 其中有 { $count } 个其他文件或目录：{ $names }{ $more ->
        [true] {" "}等
       *[false] {""}
    }，没有读取；只读取直接放在此目录中的 .txt 文件

# Items of the list above.
# $name (String)
input-folder = 目录 { $name }

# $name (String)
# $count (Number)
input-folder-with-records = 目录 { $name }（内有 { $count } 个 .txt 文件）

# $name (String)
input-suffix-twice = 文件名以两个 .txt 结尾，按患者 { $name } 读取；请改名

input-record-empty = 患者记录是空的，没有可以询问的内容，其对话不发送

input-record-changed = 患者记录在运行期间被修改，请重新运行

# $other (String)
# $name (String)
input-same-people = 与 { $other } 得到同一个患者编号 { $name }，请改名或移走其中一个

# ---- Names that become names of files ----

input-name-not-utf8 = 文件名不是 UTF-8，请改名

# $name (String)
input-name-escapes = 名称 "{ $name }" 会指向输出目录之外，请改名

# $name (String)
# $character (String)
input-name-character = 名称 "{ $name }" 含有文件名不允许的字符 { $character }，请改名（模型可写成 {"{"}"name": "别名", "extra_body": {"{"}"model": "真实名称"{"}"}{"}"}）

# $head (String)
# $bytes (Number)
# $most (Number)
input-name-too-long = 文件名 { $head }… 有 { $bytes } 字节，超过 { $most } 字节，请缩短模型名或患者编号

# $model (String)
# $people (String)
# $other-model (String)
# $other-people (String)
# $file (String)
input-same-file = ({ $model }, { $people }) 与 ({ $other-model }, { $other-people }) 会写入同一个文件 { $file }，请改名或删去重复项


## ########## Resource: money ###############

### Prices, the retirement of models, the budget.

# $line (Number)
# $what (String)
money-bad-registry = 平台的模型与价格数据（models.json）第 { $line } 行不能使用：{ $what }

# $model (String)
# $field (String)
# $highest (Number)
money-bad-registry-price = 平台的模型与价格数据（models.json）不能使用：模型 { $model } 的 { $field } 应为 0 到 { $highest } 之间的数字（每 100 万 Token 的价格），请修改

# $when is `on` a day, `already` or `soon`.
# $model (String)
# $when (String)
# $day (String)
# $as-of (String)
# $has-successor (Bool)
# $successor (String)
money-retired = 模型 { $model } { $when ->
        [on] 已于 { $day } 下线
        [already] 已下线
       *[soon] 即将下线
    }（数据日期 { $as-of }），{ $has-successor ->
        [true] 建议换用 { $successor }
       *[false] 请换用其他模型
    }

# $highest (Number)
money-no-price = 应为 0 到 { $highest } 之间的数字（每 100 万 Token 的价格），请修改

money-bad-currency = 应为三个大写字母，例如 CNY 或 USD，请修改

# $model (String)
# $other (String)
# $currency (String)
money-other-currency = 模型 { $model } 的价格以 { $other } 计，本次以 { $currency } 计费，按价格未知处理

# $models (String)
# $currency (String)
# $first (String)
money-budget-without-price = 设置了费用上限，但不知道 { $models } 的价格（{ $currency }），无法保证不超支；请在配置中写明，例如 "prices": {"{"}"{ $first }": {"{"}"input": 4, "output": 16, "currency": "{ $currency }"{"}"}{"}"}（每 100 万 Token），或去掉 budget

# $model (String)
money-budget-without-cap = 设置了费用上限，但模型 { $model } 的请求中没有 max_tokens，一次回答的费用没有上限；请写明 max_tokens 或去掉 budget

# $model (String)
# $most (Number)
money-clamped = 平台返回的 { $model } 的 Token 数大得不合理，按 { $most } 计；请核对平台账单

# ---- The budget ----

# $limit (String)
money-limit = 费用上限: { $limit }

# $limit (String)
# $spent (String)
money-limit-with-earlier = 费用上限: { $limit }，同一输出目录之前的运行已用 { $spent }，计算在内

# What is confirmed, and what may come besides.
# $confirmed (String)
# $perhaps (String)
money-with-perhaps = { $confirmed }（已确认），另可能有最多 { $perhaps }（没有收到用量的调用）

# $spent (String)
money-standing = 费用: { $spent }

# $spent (String)
# $limit (String)
# $left (String)
money-standing-with-limit = 费用: { $spent }；上限 { $limit }，剩余 { $left }

# $sums (String)
# $currency (String)
money-other-currencies = 账本中另有 { $sums } 的花费，货币不同，不计入以 { $currency } 计的上限

# $worst (String)
# $at-once (Number)
money-holds-back = 每次调用先按最坏情况预留，最多 { $worst }；剩余的上限只够同时进行约 { $at-once } 个调用，会慢一些；调小 max_tokens 可以加快

# $models (String)
money-unknown-prices = 不知道 { $models } 的价格，费用不计入总结；可在配置的 prices 中写明

# $doubtful: but for what is only feared, the call would fit.
# $limit (String)
# $spent (String)
# $left (String)
# $worst (String)
# $doubtful (Bool)
money-reached = 到达费用上限: 上限 { $limit }，已用 { $spent }，含之前的运行；剩余 { $left } 不够下一次调用的最坏情况 { $worst }。已完成的对话不会重复付费；{ $doubtful ->
        [true] 挡住的主要是可能已计费的调用：请核对平台账单，如果没有计费，把上限调高同样的数额即可，这些对话得到回答后会按实际费用重新估计；
       *[false] {""}
    }调高 budget（或用 --budget）后重新运行，会从这里继续


## ########## Resource: run ###############

### A run from its banner to its end, as the log tells it.

# ---- Before the first call ----

# $title (String)
run-banner-title = 批量处理系统 - { $title }

run-banner-simulated = 【模拟运行】以下回答全部由内置模拟器生成，不是真实模型的回答，不产生费用

run-banner-settings = 配置信息:

# $file (String)
run-banner-config = {"  "}配置文件: { $file }

# $url (String)
run-banner-address = {"  "}API地址: { $url }

# $file (String)
run-banner-prompts = {"  "}Prompts文件: { $file }

# $folder (String)
run-banner-records = {"  "}患者记录目录: { $folder }

# $folder (String)
run-banner-output = {"  "}输出目录: { $folder }

# $models (String)
run-banner-models = {"  "}使用模型: { $models }

# $retries (Number)
run-banner-retries = {"  "}最大重试次数: { $retries }

# $tokens (Number)
run-banner-tokens = {"  "}最大Token数: { $tokens }

# $concurrency (Number)
# $concurrency-set (Bool)
# $rpm-known (Bool)
# $rpm (Number)
# $rpm-set (Bool)
# $tpm-known (Bool)
# $tpm (Number)
# $tpm-set (Bool)
run-banner-limits = {"  "}限额: 同时 { $concurrency } 次（{ $concurrency-set ->
        [true] 已指定
       *[false] 默认
    }），{ $rpm-known ->
        [true] 每分钟请求 { $rpm }（{ $rpm-set ->
            [true] 已指定
           *[false] 默认
        }）
       *[false] 每分钟请求未知（运行中学习）
    }，{ $tpm-known ->
        [true] 每分钟 Token { $tpm }（{ $tpm-set ->
            [true] 已指定
           *[false] 默认
        }）
       *[false] 每分钟 Token未知（运行中学习）
    }

# $models (Number)
# $people (Number)
# $files (Number)
run-starting = 开始批量处理: { $models } 个模型 × { $people } 个患者 = { $files } 个文件

# What is kept of earlier runs and what is to be done.
# $kept (Number)
# $fresh (Number)
# $again (Number)
# $unknown (Number)
run-resuming = 接着上次继续: 已有 { $kept } 个回答，新对话 { $fresh } 个{ $again ->
        [0] {""}
       *[other] ，重试上次失败的 { $again } 个
    }{ $unknown ->
        [0] {""}
       *[other] ，{ $unknown } 个上次已发出但没有收到结果（可能已计费），将重新询问
    }

run-nothing-to-do = 全部对话都已有回答，无需调用

# $bytes (Number)
run-torn = 账本末尾有 { $bytes } 字节没有写完（上次异常退出），已去掉

# $lines (String)
# $count (Number)
# $file (String)
run-damaged = 账本第 { $lines } 行已损坏（共 { $count } 行），已移到 { $file }，其中的对话会重新询问

# $folder (String)
# $owner (String)
run-locked = 输出目录 { $folder } 正被另一个进程使用（{ $owner }），请等它结束或换一个 output_dir

# $cause (String)
run-no-lock = 此文件系统不支持文件锁（{ $cause }），请不要对同一输出目录同时运行两个进程

# $folder (String)
run-fresh = --fresh: 旧的账本和结果文件已移到 { $folder }

# $count (Number)
# $folder (String)
run-fresh-part = --fresh: 所选部分的 { $count } 个旧回答不再使用，将重新询问，其结果文件已移到 { $folder }；其余部分和已花的费用不变

# Files that are in the way: said once, before anything is sent. The folder is that of the run that has begun.
# $count (Number)
# $names (String)
# $folder (String)
run-strangers-now = 输出目录中有 { $count } 个结果文件不是本程序写的，或写后被人改过: { $names }。写入新结果时会先把它们移到 { $folder }；要让它们留在原处，请按 Ctrl-C 停下，换一个 --output-dir，或先给它们改名

# The same, where no run has begun.
# $count (Number)
# $names (String)
# $prefix (String)
run-strangers = 输出目录中有 { $count } 个结果文件不是本程序写的，或写后被人改过: { $names }。写入新结果时会先把它们移到 输出目录下的 { $prefix }日期-时间；要让它们留在原处，请换一个 --output-dir，或先给它们改名

# ---- What becomes of conversations and sheets ----

# $count (Number)
run-sheet-started = 开始处理，共 { $count } 个对话

# $number (Number)
# $seconds (String)
run-answered = 完成对话 { $number } (耗时: { $seconds }秒)

# $number (Number)
# $attempt (Number)
# $fault (String)
run-attempt-failed = 对话 { $number } 失败 (第{ $attempt }次尝试): { $fault }

# $seconds (Number)
run-will-retry = 将在 { $seconds } 秒后重试...

# $number (Number)
# $attempt (Number)
# $seconds (String)
run-retry-succeeded = 对话 { $number } 重试成功 (第{ $attempt }次尝试，耗时: { $seconds }秒)

# $number (Number)
# $retries (Number)
# $fault (String)
run-gave-up = 对话 { $number } 最终失败 (已重试{ $retries }次): { $fault }

# $answered (Number)
# $count (Number)
# $seconds (String)
run-sheet-done = 处理完成 (成功: { $answered }/{ $count }, 耗时: { $seconds }秒)

# $file (String)
run-saved = {"  "}已保存: { $file }

# $file (String)
run-unchanged = {"  "}没有变化: { $file }

# $file (String)
# $folder (String)
run-moved = {"  "}原有的 { $file } 不是本程序写的或被改过，已移到 { $folder }

# $file (String)
run-not-replaced = {"  "}没有覆盖 { $file }: 其中有回答，而这次没有得到一个回答

# $number (Number)
run-cut = 对话 { $number } 的回答被 max_tokens 截断，已保留；需要完整回答请调大 max_tokens

# $number (Number)
# $reason (String)
run-unfinished = 对话 { $number } 的回答以 finish_reason { $reason } 结束，可能不完整，已保留

# $fault (String)
run-model-dropped = 停止使用该模型，其余对话不再发送: { $fault }

run-all-done = 批量处理任务完成

# $count (Number)
run-files-made = 生成文件数: { $count }

# $seconds (String)
run-total-time = 总耗时: { $seconds }秒

# ---- Why a run ended early, and what to do ----

# $seconds (Number)
# $in-flight (Number)
run-interrupted = 收到中断信号: 不再发送新的调用，最多再等 { $seconds } 秒让 { $in-flight } 个在途的调用完成；再按一次 Ctrl-C 立即停止

# $in-flight (Number)
run-interrupted-again = 立即停止，放弃 { $in-flight } 个在途的调用（可能已计费）

# $cause (String)
run-disk = 无法写入（{ $cause }），已停止发送；请处理后重新运行，已写入的回答不会丢失

# $cause (String)
run-not-written = 没有写成（{ $cause }）；请处理后重新运行，回答在账本中，不会重复付费

# $count (Number)
run-lost = 有 { $count } 个已收到的回答没能写入磁盘，下次运行会重新询问

# $files (String)
run-unwritten = 没有写成的文件: { $files }

# $fault (String)
# $vars (String)
# $console (String)
run-refused-key = 运行停止: { $fault }。请检查 { $vars } 或配置中的 api_key，并确认它属于 base_url 指向的平台；在 { $console } 可以查看和新建

# $fault (String)
# $console (String)
run-refused-balance = 运行停止: { $fault }。请到 { $console } 充值后重新运行，已完成的对话不会重复付费

# $fault (String)
# $console (String)
run-refused-forbidden = 运行停止: { $fault }。请到 { $console } 查看账户权限

# $fault (String)
run-refused = 运行停止: { $fault }。处理后重新运行即可继续

# $fault (String)
# $program (String)
run-paused-offline = 运行暂停: { $fault }。请在网络恢复后重新运行 { $program }，会从这里继续

# $fault (String)
# $wait (String)
# $program (String)
run-paused-for = 运行暂停: { $fault }。请在约 { $wait } 后重新运行 { $program }，会从这里继续

# $fault (String)
# $program (String)
run-paused-overload = 运行暂停: { $fault }。请在平台空闲一些时重新运行 { $program }，会从这里继续

# $fault (String)
# $program (String)
run-paused-quota = 运行暂停: { $fault }。请在额度恢复后（通常是次日）重新运行 { $program }，会从这里继续

# $command (String)
run-go-on = 继续运行: { $command }


## ########## Resource: summary ###############

### The closing lines: the manual's, then what it does not count.

summary-done = 处理完成！

summary-stopped = 处理中止

summary-simulated = 【模拟运行】文件内容由内置模拟器生成，请勿当作真实结果

# $count (Number)
summary-files-made = 共生成 { $count } 个JSON文件

# $folder (String)
summary-output-dir = 输出目录: { $folder }/

summary-files = 生成的文件：

# $file (String)
summary-file = {"  "}- { $file }

# $count (Number)
summary-more-files = {"  "}…… 其余 { $count } 个见输出目录

# $count (Number)
# $folder (String)
# $names (String)
summary-moved = 已移开 { $count } 个原有文件，在 { $folder }/: { $names }

# $count (Number)
# $names (String)
summary-not-replaced = 没有覆盖 { $count } 个有回答的原有文件（这次没有得到一个回答）: { $names }

# $answered (Number)
# $kept (Number)
# $failed (Number)
# $left (Number)
summary-conversations = 对话: 本次完成 { $answered }，之前已有 { $kept }，失败 { $failed }，未处理 { $left }

# $count (Number)
# $class (String)
summary-failed = {"  "}失败 { $count } 个: { $class }

# $count (Number)
summary-cut = {"  "}其中 { $count } 个回答被 max_tokens 截断或可能不完整

# $calls (Number)
# $retries (Number)
# $limited (Number)
# $waited (String)
# $took (String)
summary-calls = 调用: { $calls } 次，重试 { $retries } 次，限流 { $limited } 次，等待限流 { $waited }，总耗时 { $took }

# $model (String)
# $input (Number)
# $cached (Number)
# $output (Number)
# $thinking (Number)
summary-model = {"  "}{ $model }: 输入 { $input } Token（缓存 { $cached }），输出 { $output } Token（思考 { $thinking }）

# $model (String)
# $input (Number)
# $cached (Number)
# $output (Number)
# $thinking (Number)
# $cost (String)
summary-model-with-cost = {"  "}{ $model }: 输入 { $input } Token（缓存 { $cached }），输出 { $output } Token（思考 { $thinking }），费用 { $cost }

# $spent (String)
# $has-earlier (Bool)
# $earlier (String)
# $has-perhaps (Bool)
# $perhaps (String)
# $has-abandoned (Bool)
# $abandoned (String)
# $has-limit (Bool)
# $limit (String)
# $as-of (String)
# $simulated (Bool)
summary-money = 费用: 本次约 { $spent }{ $has-earlier ->
        [true] ，之前 { $earlier }
       *[false] {""}
    }{ $has-perhaps ->
        [true] ，另可能有最多 { $perhaps }（没有收到用量的调用，含之前的）
       *[false] {""}
    }{ $has-abandoned ->
        [true] ，放弃的在途调用最多 { $abandoned }
       *[false] {""}
    }{ $has-limit ->
        [true] ，上限 { $limit }
       *[false] {""}
    }（价格数据日期 { $as-of }，以平台账单为准）{ $simulated ->
        [true] ；模拟运行没有真的产生费用
       *[false] {""}
    }


## ########## Resource: wire ###############

### What connections have shown of the server.

wire-surplus = 服务器在一条空闲的连接上多发了数据：之后每个调用各用一条新的连接，可能受影响的答复作废并重新询问

wire-not-kept = 服务器不保持连接：之后每个调用各用一条新的连接

wire-reply-twice = 服务器在一条连接上重复发送了答复：受影响的回答全部作废并重新询问，之后每个调用各用一条新的连接

wire-useless-ids = 服务器的答复没有可以互相区分的编号：每个调用各用一条新的连接

# $answers (Number)
wire-answers-taken-back = 有连接多发了答复，同一连接上的答案可能对错了号：收回 { $answers } 个经复用连接得到的答案，重新询问，不再复用连接

wire-doubted = 连接上可能混入了别的答复，此答复作废

