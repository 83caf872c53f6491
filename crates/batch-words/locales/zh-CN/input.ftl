### Prompts, records and the names that they make.

# $encoding (String)
input-decoded = 不是 UTF-8 编码，已按 { $encoding } 读取；若有乱码，请另存为 UTF-8

input-decoded-lossy = 编码无法识别，部分字符已被替换，请另存为 UTF-8

# ---- Prompts ----

input-no-prompts-file = Prompts 文件不存在，请检查配置中的 prompts_file（相对路径以当前目录为准）

# $near (String)
input-prompts-file-hidden = Prompts 文件不存在，但有 { $near }；请去掉名称中多出的扩展名（Windows 会隐藏它，请先在资源管理器的“查看”中勾选“文件扩展名”），或改配置中的 prompts_file

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
input-too-many-people = 患者记录目录中文件太多，文件名合计超过 4 GiB，请分放到几个目录

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

# $name (String)
# $device (String)
input-name-of-device = 在 Windows 上 { $device } 是设备名，文件名不能写成 { $name }，请修改模型名（可写成 {"{"}"name": "别名", "extra_body": {"{"}"model": "真实名称"{"}"}{"}"}）

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
