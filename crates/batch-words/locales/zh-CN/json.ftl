### Why a file is no JSON: the place, and what to type there.

# A mark of a Chinese keyboard where JSON knows only its own.
# $column (Number)
# $found (String)
# $instead (String)
json-chinese-mark = 第 { $column } 列的 { $found } 是中文标点，这里只能用英文标点，请改成 { $instead }

# A digit, or a point, of double width in a number.
# $column (Number)
# $found (String)
# $instead (String)
json-wide-digit = 第 { $column } 列的 { $found } 是中文（全角）字符，数字里只能用英文（半角）字符，请改成 { $instead }

# What a number counts, beside it: 20元, 80%.
# $column (Number)
# $unit (String)
json-unit = 第 { $column } 列的 { $unit } 不能写在数字旁，请只写数字

# A mark of another notation: ; for a comma, = for a colon.
# $column (Number)
# $found (String)
# $instead (String)
json-other-mark = 第 { $column } 列的 { $found } 在 JSON 里不能用在这里，请改成 { $instead }

# A quote ends the text, and the text goes on.
# $column (Number)
json-quote-in-text = 第 { $column } 列的 " 结束了这段文字，后面却还有内容；如果它是文字的一部分，请写成 \"，或改用中文引号 “ ”

# $column (Number)
json-backslash = 第 { $column } 列的 \ 不能单独使用：在 JSON 里请写成 \\；路径也可以用 /，例如 C:/Users

# $column (Number)
# $instead (String)
json-python-word = 第 { $column } 列是 Python 的写法，请改成 { $instead }

# $column (Number)
json-hash = 第 { $column } 列：注释请用 // 开头，不能用 #

# $column (Number)
json-comma = 第 { $column } 列处缺少逗号，请补上英文逗号 ,

# $column (Number)
json-open-string = 第 { $column } 列开始的文字没有结束的引号，请在末尾补上英文引号 "

# $column (Number)
json-open-array = 第 { $column } 列开始的数组没有结束，请在末尾补上 ]

# $column (Number)
json-open-object = 第 { $column } 列开始的对象没有结束，请在末尾补上 {"}"}

# $column (Number)
json-open-comment = 第 { $column } 列开始的注释没有结束，请补上 */

# $column (Number)
json-single-quoted = 第 { $column } 列：文字请用英文双引号 " 括起来，不能用单引号

# $column (Number)
json-colon = 第 { $column } 列处缺少冒号，请在键名后补上英文冒号 :

# $column (Number)
json-surplus = 第 { $column } 列的内容是多余的，或前面少了引号、逗号或括号；文字请用英文双引号 " 括起来

# $column (Number)
json-property-name = 第 { $column } 列的键名请用英文双引号 " 括起来

# In the parser's English.
# $column (Number)
# $reason (String)
json-other = 第 { $column } 列附近不是合法的 JSON（{ $reason }），请检查逗号、引号和括号
