### Lists, times, places: what sentences of every topic use.

list-separator = 、

list-semicolon = ；

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

# Said in both languages: which one is understood is not known.
# $source (String)
# $value (String)
language-unknown = { $source } 的值 "{ $value }" 不能使用，应为 zh 或 en

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
