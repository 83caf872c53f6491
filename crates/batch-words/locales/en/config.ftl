### The config file and its values.

config-no-such-file = the config file does not exist; check the path after --config

config-not-found = no config file { $name } in the current folder or in configs/. The first time, run { $program } init, which writes a commented config and examples; a config elsewhere is named with --config

# $near: what is there instead.
config-not-found-but = no config file { $name } in the current folder or in configs/. What was found: { $near }. Or run { $program } init for a new config, or name one with --config

config-near-hidden = { $file }, which should be renamed to { $name } (Windows hides file name extensions: switch them on in the Explorer's View first)

config-near-copy = { $file }, which should be renamed to { $name } or named with --config

config-near-other = { $file }, another platform's config

config-near-other-program = { $file }, another platform's config, which { $other } reads

config-empty-file = the file is empty; it must be JSON

# ---- What a value should be ----

config-bad-number = { $text } is not a valid number

config-twice = given twice; remove one of them

config-not-an-object = the config must be a JSON object, {"{"} … {"}"}

config-wrong-type = { $wanted ->
        [models] must be an array, for example ["model-1", "model-2"]
        [log-level] must be DEBUG, INFO, WARNING, ERROR or CRITICAL
        [language] must be zh or en
        [stream] must be "auto", true or false
        [short-name] must be lower-case letters and digits
        [path] must be a path that begins with /
        [header] must be an HTTP header (its name, and a value that it can hold)
        [rule] must name a code, a text or a status at least
        [budget] must be a number, or {"{"}"amount": 10, "currency": "CNY"{"}"}
        [prices] must be an object, for example {"{"}"model name": {"{"}"input": 4, "output": 16{"}"}{"}"}
        [object] must be an object, {"{"} … {"}"}
        [model] must be the name of a model (a string), or an object with a name
        [required] is required
        [whole-number] must be a whole number, 0 or more
        [number] must be a number
        [string] must be a string
        [array] must be an array
       *[other] has a value that cannot be used
    }{ $given ->
        [true] ; it is { $now } now
       *[false] ; it is missing
    }

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

config-unknown-key = unknown key, ignored (start the names of comment keys with _)

config-unknown-key-nearest = unknown key, ignored. Did you mean { $name }?

config-more-unknown-keys = { $count ->
        [one] 1 more unknown key, ignored
       *[other] { $count } more unknown keys, ignored
    }

# A problem, and another one that may come of it.
config-moreover = { $what }. Also: { $other }

config-moreover-after-question = { $what } Also: { $other }

config-too-small = must be at least { $least }

config-too-large = must be at most { $most }

# A path in which JSON took a \ for the beginning of a line end or a tab.
config-path-control = in JSON, \{ $letter } in a path is a control character, not a backslash and a letter; write every \ as \\, or use /, for example "C:/data/new"

config-empty-path = is empty; give a path, or remove the key to use the default

config-extra-body-stream = streaming is set by stream at the top or in a model ("auto", true or false), not in extra_body

config-bad-table = the table of replies for the simulator cannot be used: { $reason }

config-extra-body-ours = { $name } is set by this program and cannot be set in extra_body

config-not-positive = must be greater than 0

config-no-models = no models configured; name at least one, for example "models": ["model name"]

config-model-without-name = the name of the model is empty; fill it in

config-no-choice = { $what } cannot be { $got }: this platform offers no choice

config-unknown-choice = { $what }: there is no { $got }; choose from { $list }

config-ambiguous = { $got } in { $what } may mean { $list }; write the whole name

config-model-blank = the model's name "{ $model }" has blanks around it, and the platform will know no such model; remove them

config-model-several = the model's name "{ $model }" holds a { $mark }, as if several were written in one; put each model in quotes of its own: ["a", "b"]

config-model-placeholder = the model's name "{ $model }" looks like a sample's placeholder; write the name that the platform has

config-unknown-choice-of-many = { $what }: there is no { $got }; choose from { $list } and others ({ $count } in all)
