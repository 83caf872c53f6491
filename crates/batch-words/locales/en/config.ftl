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

config-wanted-language = Should be zh or en

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
