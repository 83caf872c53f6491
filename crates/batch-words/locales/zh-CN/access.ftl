### Key, address and the way there.

# $platform (String)
# $vars (String)
# $one (Bool)
access-no-key = { $platform } API Key 未配置，请设置 { $vars } 环境变量{ $one ->
        [true] 或在配置文件中指定
       *[false] {""}
    }

# $place (String)
access-bad-key = { $place } 中的 API Key 含有空格、换行或非 ASCII 字符，请重新复制，前后不要留空白

# $file (String)
# $cause (String)
access-dot-env-unreadable = { $file } 无法读取（{ $cause }），已忽略

# $file (String)
# $line (Number)
access-dot-env-line = { $file } 第 { $line } 行无法解析，已忽略；应为 NAME=value

# $url (String)
access-url-scheme = 地址 "{ $url }" 不完整，应以 https:// 开头，例如 https://api.example.com/v1

# $path (String)
access-url-path = 地址不应包含 { $path }，程序会自己加上，请删去这一段

access-url-query = 地址中不能有空格、? 或 #，请只写到版本号为止

access-url-user = 地址中不能写用户名或密码，请删去 @ 之前的部分

access-url-clear = API 地址使用 http:// 而不是 https://，API Key 和患者记录会在网络上明文传输

# $reason (String)
access-transport = 无法建立 HTTP 客户端：{ $reason }，请检查 proxy 和系统证书

access-simulator = 内置模拟器无法启动
