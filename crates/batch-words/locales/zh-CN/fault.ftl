### Calls that brought no answer: what stands behind `ERROR: ` and in the log.

# ---- Times that ran out ----

# $seconds (Number)
fault-timeout-first-byte = { $seconds } 秒内没有收到答复，可调大 first_byte_timeout_seconds

# $seconds (Number)
fault-timeout-stall = 答复传到一半停了 { $seconds } 秒，可调大 stall_timeout_seconds

# $seconds (Number)
fault-timeout-whole = { $seconds } 秒内没有完成，可调大 timeout_seconds

# $least (Number)
# $context (Number)
fault-cannot-fit = 至少 { $least } Token，模型的上下文是 { $context } Token，没有发送

# ---- Broken links ----

# $cause (String)
fault-link-connect-timeout = 建立连接超时（{ $cause }），请检查网络、代理和 base_url，或调大 connect_timeout_seconds

# $cause (String)
fault-link-dns = 域名无法解析（{ $cause }）

# $cause (String)
fault-link-refused = 连接被拒绝（{ $cause }）

# $cause (String)
fault-link-reset = 连接中断（{ $cause }）

# $cause (String)
fault-link-tls = TLS 证书或握手失败（{ $cause }）

# $cause (String)
fault-link-timeout = 超时（{ $cause }）

# $cause (String)
fault-link-not-connected = 无法建立连接（{ $cause }）

# $cause (String)
fault-link-network = 网络错误（{ $cause }）

# ---- Proxies ----

fault-proxy-login = 代理要求登录，或不接受其中的用户名和密码（HTTP 407）

# $status (Number)
fault-proxy-unreachable = 代理无法连接到 API 地址（HTTP { $status }）

# $status (Number)
fault-proxy-refused = 代理拒绝了连接（HTTP { $status }）

# $what (String)
# $proxy (String)
fault-via-configured-proxy = { $what }，经由代理 { $proxy }（来自配置文件的 proxy）

# $what (String)
# $proxy (String)
# $variable (String)
fault-via-proxy-of-variable = { $what }，经由代理 { $proxy }（来自环境变量 { $variable }）

# ---- Classes ----

fault-class-dns = 域名无法解析

fault-class-refused = 连接被拒绝

fault-class-reset = 连接中断

fault-class-tls = TLS 失败

fault-class-timeout = 超时

fault-class-network = 网络错误

fault-class-proxy = 代理拒绝了连接

fault-class-html = 收到网页而不是答复

fault-class-bad-json = 答复不完整或不是 JSON

fault-class-too-large = 答复过大

fault-class-empty = 回答是空的

fault-class-truncated-empty = max_tokens 被思考用完，没有回答

fault-class-content-refused = 内容被平台拒绝

fault-class-rate-limit = 触发限流

fault-class-overloaded = 平台过载

fault-class-loading = 模型正在加载

fault-class-quota = 当日或套餐额度已用完

fault-class-model-quota = 该模型的额度已用完

fault-class-bad-key = API Key 无效

fault-class-no-balance = 账户余额不足

fault-class-forbidden = 账户没有权限

fault-class-model-forbidden = 没有该模型的权限

fault-class-model-not-found = 模型或接入点不存在、已关闭或已下线

fault-class-context-too-long = 输入超过模型的上下文长度

fault-class-bad-parameter = 模型不接受某个参数

fault-class-bad-request = 请求被拒绝

fault-class-wrong-address = API 地址不正确

fault-class-server-error = 平台内部错误

fault-class-input = 患者记录无法读取

fault-class-unknown = 未知错误

# ---- What to do ----

fault-advice-truncated-empty = 请调大 max_tokens

fault-advice-context-too-long = 请缩短输入或换用上下文更长的模型

fault-advice-bad-parameter = 请检查 temperature、top_p、max_tokens 和 extra_body

fault-advice-model-not-found = 请检查模型名称或 endpoint_id

fault-advice-wrong-address = 请检查 base_url，多数地址以 /v1 结尾；check 会查出正确的地址

fault-advice-tls = 请检查系统时间、证书和代理

fault-advice-proxy = 请检查代理的地址、用户名和密码；不用代理时请去掉该设置，或写入 NO_PROXY

fault-advice-dns = 请检查网络和 base_url

fault-advice-refused = 请检查网络、代理和 base_url

# ---- The whole sentence: what it was, what the platform said, what to do ----

# $what (String)
# $has-detail (Bool)
# $detail (String)
# $has-advice (Bool)
# $advice (String)
# $has-id (Bool)
# $id (String)
fault-sentence = { $what }{ $has-detail ->
        [true] （{ $detail }）
       *[false] {""}
    }{ $has-advice ->
        [true] ，{ $advice }
       *[false] {""}
    }{ $has-id ->
        [true] {" "}[request id: { $id }]
       *[false] {""}
    }

fault-unbuilt = 请求无法构造
