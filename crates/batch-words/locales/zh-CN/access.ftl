### Key, address and the way there.

# $platform (String)
# $vars (String)
# $one (Bool)
access-no-key = { $platform } API Key 未配置，请设置 { $vars } 环境变量{ $one ->
        [true] 或在配置文件中指定
       *[false] {""}
    }

# Where nothing like a key was found, or with what was found.
# $missing (String)
# $has-file (Bool)
# $var (String)
access-no-key-begin = { $missing }。最简单的办法：{ $has-file ->
        [true] 在 .env 中加一行
       *[false] 在当前目录新建文件 .env，写一行
    } { $var }=自己的 Key

# $missing (String)
# $found (String)
access-no-key-found = { $missing }。找到的是：{ $found }

# A sentence about a key, and where keys come from.
# $what (String)
# $console (String)
access-key-from = { $what }。Key 在 { $console } 查看和新建

# ---- What was found where there is no key ----

# $place (String)
access-found-placeholder = { $place } 还是示例中的占位符，请换成自己的 Key

# $place (String)
# $var (String)
access-found-other-name = { $place } 没有人读取，请把名称改为 { $var }

# $place (String)
access-found-in-example = { $place }，但 .env.example 只是示例，程序不读它；请另存为 .env

# $file (String)
access-found-other-file = { $file }，但程序只读名为 .env 的文件；请改名为 .env（Windows 会隐藏 .txt，请先在资源管理器的“查看”中勾选“文件扩展名”）

# $name (String)
access-place-variable = 环境变量 { $name }

access-place-config = 配置文件的 api_config.api_key

# $file (String)
# $line (Number)
# $name (String)
access-place-line = { $file } 第 { $line } 行的 { $name }

# ---- What cannot stand in a key ----

# $place (String)
access-key-bearer = { $place } 以 Bearer 开头；程序会自己加上，请只留下它后面的 Key

# $place (String)
access-key-blank-around = { $place } 的前后有空白或换行，请删去

# $place (String)
access-key-quoted = { $place } 的值带着引号，请删去引号，只留下 Key（Windows 的 set 命令中也不要写引号）

# $place (String)
access-key-bracketed = { $place } 的值带着尖括号，请删去 < 和 >，只留下 Key

# $place (String)
access-key-line-end = { $place } 的值中间有换行，请重新复制，写成一行

# $place (String)
access-key-blank = { $place } 的值中间有空格，请重新复制

# $place (String)
# $character (String)
access-key-character = { $place } 的值中有 { $character }，Key 只由英文字母、数字和英文符号组成，请重新复制

# ---- .env ----

# $file (String)
# $cause (String)
access-dot-env-unreadable = { $file } 无法读取（{ $cause }），已忽略

# $file (String)
# $line (Number)
access-dot-env-line = { $file } 第 { $line } 行无法解析，已忽略；应为 NAME=value

# $file (String)
# $line (Number)
# $mark (String)
access-dot-env-mark = { $file } 第 { $line } 行用了 { $mark } ，已忽略；请改成英文的 = ，写成 NAME=value

# $file (String)
# $line (Number)
access-dot-env-bearer = { $file } 第 { $line } 行的值以 Bearer 开头，已忽略；程序会自己加上，请只留下它后面的 Key

# $file (String)
# $line (Number)
access-dot-env-blank = { $file } 第 { $line } 行的值中间有空格，已忽略；Key 中没有空格，别的值请用英文引号括起来

# $file (String)
# $line (Number)
access-dot-env-quote = { $file } 第 { $line } 行的引号没有成对，已忽略；请补上或删去引号

# ---- The address ----

# $url (String)
access-url-scheme = 地址 "{ $url }" 不完整，应以 https:// 开头，例如 https://api.example.com/v1

# A mark of a Chinese keyboard.
# $found (String)
# $instead (String)
access-url-mark = 地址里的 { $found } 是中文（全角）符号，请改成英文的 { $instead }；地址里只能用英文符号，例如 https://api.example.com/v1

# $path (String)
access-url-path = 地址不应包含 { $path }，程序会自己加上，请删去这一段

# $meant (String)
access-url-astray = 这不是平台的 API 地址，调用会失败；请改为 { $meant }

# What is another platform's.
# $platform (String)
# $program (String)
# $own (String)
access-other-address = 这是{ $platform }的地址，而这里运行的是 { $own }；请改用 { $program }，或改正 base_url，以免把 Key 和记录发到别处

# $platform (String)
# $program (String)
# $own (String)
access-other-config = 从文件名看，这是{ $platform }的配置，而这里运行的是 { $own }；请改用 { $program }，或检查 --config

# $model (String)
# $platform (String)
# $program (String)
# $own (String)
access-other-model = { $model } 是{ $platform }的模型，而这里运行的是 { $own }；请改用 { $program }，或改正 models

access-url-query = 地址中不能有空格、? 或 #，请只写到版本号为止

access-url-user = 地址中不能写用户名或密码，请删去 @ 之前的部分

access-url-clear = API 地址使用 http:// 而不是 https://，API Key 和患者记录会在网络上明文传输

# $reason (String)
access-transport = 无法建立 HTTP 客户端：{ $reason }，请检查 proxy 和系统证书

access-simulator = 内置模拟器无法启动
