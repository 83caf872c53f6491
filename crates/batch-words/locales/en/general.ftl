### Lists, times, places: what sentences of every topic use.

list-separator = {", "}

list-semicolon = {"; "}

list-or = {" "}or{" "}

# A list that is not shown whole.
list-and-others = { $names } and others

duration-seconds = { $seconds } s

duration-minutes = { $minutes } min { $seconds } s

duration-hours = { $hours } h { $minutes } min

error = Error: { $what }

warning = Note: { $what }

# Said in both languages: which one is understood is not known.
language-unknown = { $source } cannot be "{ $value }"; it must be zh or en

# ---- Where a problem stands, before what it is ----

place-file = { $file }: { $what }

place-file-line = { $file }, line { $line }: { $what }

place-file-field = { $file }, field { $field }: { $what }

place-file-line-field = { $file }, line { $line }, field { $field }: { $what }

place-line = line { $line }: { $what }

place-line-field = line { $line }, field { $field }: { $what }

place-field = field { $field }: { $what }
