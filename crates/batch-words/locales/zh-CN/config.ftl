### The config file and its values.

config-no-such-file = 配置文件不存在，请检查 --config 的路径

# $name (String)
# $program (String)
config-not-found = 找不到配置文件 { $name }（已查找当前目录和 configs/）。第一次使用请先运行 { $program } init，它会写入带注释的配置和示例；配置在别处时用 --config 指定

# $near: what is there instead.
# $name (String)
# $program (String)
# $near (String)
config-not-found-but = 找不到配置文件 { $name }（已查找当前目录和 configs/）。找到的是：{ $near }。也可以运行 { $program } init 写入新的配置，或用 --config 指定

# $file (String)
# $name (String)
config-near-hidden = { $file }，请改名为 { $name }（Windows 会隐藏文件扩展名，请先在资源管理器的“查看”中勾选它）

# $file (String)
# $name (String)
config-near-copy = { $file }，请改名为 { $name }，或用 --config 指定它

# $file (String)
config-near-other = { $file }，是其他平台的配置

# $file (String)
# $other (String)
config-near-other-program = { $file }，是其他平台的配置，用 { $other } 运行

config-empty-file = 文件是空的，应为 JSON

# ---- What a value should be ----

# $text (String)
config-bad-number = { $text } 不是合法的数字

config-twice = 写了两次，请删去一个

config-not-an-object = 配置应为 JSON 对象，即 {"{"} … {"}"}

# What stands there instead, if anything does.
# $wanted (String)
# $given (Bool)
# $now (String)
config-wrong-type = { $wanted ->
        [models] 应为数组，例如 ["模型1", "模型2"]
        [log-level] 应为 DEBUG、INFO、WARNING、ERROR 或 CRITICAL
        [language] 应为 zh 或 en
        [stream] 应为 "auto"、true 或 false
        [short-name] 应为小写字母和数字
        [path] 应为以 / 开头的路径
        [header] 应为可用的 HTTP 头（名称和值）
        [rule] 应至少写明 code、text 或 status 之一
        [budget] 应为数字，或 {"{"}"amount": 10, "currency": "CNY"{"}"}
        [prices] 应为对象，例如 {"{"}"模型名称": {"{"}"input": 4, "output": 16{"}"}{"}"}
        [object] 应为对象，即 {"{"} … {"}"}
        [model] 应为模型名称（字符串）或带 name 的对象
        [required] 是必填项
        [whole-number] 应为非负整数
        [number] 应为数字
        [string] 应为字符串
        [array] 应为数组
       *[other] 的值不能使用
    }{ $given ->
        [true] ，现在是{ $now }，请修改
       *[false] ，但没有写
    }

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

# A path in which JSON took a \ for the beginning of a line end or a tab.
# $letter (String)
config-path-control = 路径中的 \{ $letter } 在 JSON 里不是反斜杠加字母，而是一个控制字符；请把每个 \ 写成 \\，或改用 /，例如 "C:/data/new"

config-empty-path = 是空的，请填写路径，或删去这一项以使用默认值

config-extra-body-stream = 流式用顶层或模型的 stream 设置（"auto"、true 或 false），不写在 extra_body 里

# $reason (String)
config-bad-table = 给模拟器用的答复表不能使用: { $reason }

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

# Several of the names may be meant.
# $what (String)
# $got (String)
# $list (String)
config-ambiguous = { $what } 的 { $got } 可能指 { $list }，请写全名

# ---- Models' names ----

# $model (String)
config-model-blank = 模型名称 "{ $model }" 的前后有空白，平台会说没有这个模型；请删去空白

# Several names in one text.
# $model (String)
# $mark (String)
config-model-several = 模型名称 "{ $model }" 里有“{ $mark }”，像是几个模型写在了一起；每个模型要各用一对英文引号，写成 ["a", "b"]

# What a sample puts where a name belongs.
# $model (String)
config-model-placeholder = 模型名称 "{ $model }" 像是示例中的占位符，请换成平台上的模型名称

# $what (String)
# $got (String)
# $list (String)
# $count (Number)
config-unknown-choice-of-many = { $what } 中没有 { $got }，可选：{ $list } 等 { $count } 个
