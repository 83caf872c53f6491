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
