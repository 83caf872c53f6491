### Key, address and the way there.

access-no-key = no API key for { $platform }: set the environment variable { $vars }{ $one ->
        [true] {" "}or put it into the config file
       *[false] {""}
    }

# Where nothing like a key was found, or with what was found.
access-no-key-begin = { $missing }. The simplest way: { $has-file ->
        [true] add to .env the line
       *[false] make a file .env in this folder, with the line
    } { $var }=your key

access-no-key-found = { $missing }. What was found: { $found }

# A sentence about a key, and where keys come from.
access-key-from = { $what }. Keys are shown and made at { $console }

# ---- What was found where there is no key ----

access-found-placeholder = { $place } still holds the sample's placeholder; put your own key there

access-found-other-name = { $place } is read by nobody; rename it to { $var }

access-found-in-example = { $place }, but .env.example is only a sample, which is not read; save it as .env

access-found-other-file = { $file }, but only a file named .env is read; rename it to .env (Windows hides .txt: switch on "File name extensions" in the Explorer's View first)

access-place-variable = the environment variable { $name }

access-place-config = api_config.api_key in the config file

access-place-line = { $name } in { $file }, line { $line }

# ---- What cannot stand in a key ----

access-key-bearer = { $place } begins with Bearer, which the program adds itself; leave only the key behind it

access-key-blank-around = { $place } has blanks or a line break before or behind it; remove them

access-key-quoted = { $place } has quotes in its value; remove them and leave only the key (the set command of Windows takes no quotes, either)

access-key-bracketed = { $place } stands in angle brackets; remove < and >, and leave only the key

access-key-line-end = { $place } has a line break in its value; copy the key again, onto one line

access-key-blank = { $place } has a space in its value; copy the key again

access-key-character = { $place } has { $character } in its value; a key has only English letters, digits and marks, so copy it again

# ---- .env ----

access-dot-env-unreadable = { $file } cannot be read ({ $cause }); it is ignored

access-dot-env-line = { $file }, line { $line }: not understood and ignored; it must be NAME=value

access-dot-env-mark = { $file }, line { $line }: { $mark } stands where = should; the line is ignored. Write NAME=value

access-dot-env-bearer = { $file }, line { $line }: the value begins with Bearer, and is ignored; the program adds that itself, so leave only the key behind it

access-dot-env-blank = { $file }, line { $line }: the value has a space in it, and is ignored; no key has one, and other values go in quotes

access-dot-env-quote = { $file }, line { $line }: a quote has no other half; the line is ignored. Add or remove a quote

# ---- The address ----

access-url-scheme = the address "{ $url }" is incomplete; it must begin with https://, for example https://api.example.com/v1

access-url-mark = the { $found } in the address is a Chinese (full-width) mark; type { $instead } instead. Addresses have English marks only, for example https://api.example.com/v1

access-url-path = the address must not contain { $path }, which the program adds itself; remove that part

access-url-astray = this is not the platform's API address, and calls will fail; write { $meant } instead

# What is another platform's.
access-other-address = this is the address of { $platform }, but the program is { $own }; use { $program } or correct base_url, so that key and records go to nobody else

access-other-config = by its name, this is the config of { $platform }, but the program is { $own }; use { $program }, or check --config

access-other-model = { $model } is a model of { $platform }, but the program is { $own }; use { $program }, or correct models

access-url-query = the address must not contain spaces, ? or #; let it end with the version number

access-url-user = the address must not contain a user name or password; remove everything before the @

access-url-clear = the API address uses http:// instead of https://; the API key and the patient records travel over the network unencrypted

access-transport = the HTTP client cannot be set up: { $reason }; check proxy and the system's certificates

access-simulator = the built-in simulator cannot be started
