//! The config file's shape: the manual's keys, and those added since. JSON Schema and reader both come from here.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::language::Language;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::{Map, Value};

use super::prices::{BudgetEntry, INNER_PATH, PriceKeys};

/// A config file. Every key is optional except `models`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "batch-llm 配置文件")]
pub struct File {
    /// Prompt 文件路径（JSON 字符串数组）。默认 `多个Prompt.json`。
    pub prompts_file: Option<String>,
    /// 患者问答记录目录（其中每个 *.txt 是一位患者）。默认 `测试输入问答记录`。
    pub records_dir: Option<String>,
    /// 输出目录。默认 `./output/raw_<platform>`。
    pub output_dir: Option<String>,
    /// API Key、地址和平台特定配置。
    pub api_config: Option<ApiConfig>,
    /// 要使用的模型列表：名称，或带有单独参数的对象。
    pub models: Option<Vec<ModelEntry>>,
    /// 失败后的最大重试次数（5 表示最多调用 6 次）。默认 3。
    pub max_retries: Option<u32>,
    /// 每次回答的最大 Token 数。默认 2000；思考型模型需要更大的值。
    #[schemars(range(min = 1))]
    pub max_tokens: Option<u32>,
    /// 日志文件。默认 `batch_process_<platform>.log`。
    pub log_file: Option<String>,
    /// 日志级别。默认 INFO。
    pub log_level: Option<Level>,
    /// 所有提示、日志和总结的语言。默认 zh；`--lang` 优先，`BATCH_LANG` 在其后。
    pub language: Option<LanguageName>,
    /// 本机其他用户是否可以读取结果文件、账本、日志、报告和导出（具体权限由 umask 决定）。默认 false：只有自己能读。
    pub shared_files: Option<bool>,
    /// 同时进行的调用数上限。默认由平台决定。
    #[schemars(range(min = 1, max = 1024))]
    pub concurrency: Option<u32>,
    /// 每分钟请求数上限（RPM）。
    #[schemars(range(min = 1))]
    pub requests_per_minute: Option<u32>,
    /// 每分钟 Token 数上限（TPM）。
    #[schemars(range(min = 1))]
    pub tokens_per_minute: Option<u64>,
    /// 平台的限速等级，名称由平台决定，例如 `T1`。
    pub tier: Option<String>,
    /// 单次调用的总时限（秒）。默认 600。
    #[schemars(range(min = 1))]
    pub timeout_seconds: Option<f64>,
    /// 建立连接的时限（秒）。默认 15。
    #[schemars(range(min = 1))]
    pub connect_timeout_seconds: Option<f64>,
    /// 等待首字节的时限（秒）。默认与 `timeout_seconds` 相同。
    #[schemars(range(min = 1))]
    pub first_byte_timeout_seconds: Option<f64>,
    /// 回答传输中断的时限（秒）。默认 60。
    #[schemars(range(min = 1))]
    pub stall_timeout_seconds: Option<f64>,
    /// 是否流式接收回答（结果文件完全相同）：`auto`（默认）只对思考型模型和平台建议流式的情况流式，true 总是，false 从不。
    pub stream: Option<StreamChoice>,
    /// 采样温度；不写则不发送。
    #[schemars(range(min = 0, max = 2))]
    pub temperature: Option<f64>,
    /// 核采样；不写则不发送。
    #[schemars(range(min = 0, max = 1))]
    pub top_p: Option<f64>,
    /// 系统提示词；不写则不发送。
    pub system_prompt: Option<String>,
    /// 合并到每个请求中的其他参数；null 表示去掉某个参数。
    pub extra_body: Option<Map<String, Value>>,
    /// 费用上限：数字（平台价格数据的货币），或 `{"amount": 10, "currency": "CNY"}`。
    pub budget: Option<BudgetEntry>,
    /// 自定义价格：模型名称（可含 `*`）到每 100 万 Token 的价格，优先于平台的价格数据。
    #[serde(deserialize_with = "super::prices::by_model")]
    pub prices: Option<BTreeMap<String, PriceKeys>>,
    /// 批量推理服务（`batch` 命令）的用法。
    pub batch: Option<super::batch::BatchKeys>,
    /// 描述平台本身（仅 batch-openai）：`{"preset": "名称或文件"}`，以及要补充或修改的项。
    pub platform: Option<Map<String, Value>>,
    /// 多个进程共用一个账号时，共享限制的 Redis 地址：`redis://[用户:密码@]主机[:端口][/库]`，TLS 用 `rediss://`。也可以写在环境变量或 .env 的 `BATCH_LIMITER` 里。
    pub limiter: Option<String>,
    /// 共享限制器没有回答时怎么办：`pause`（默认）暂停新的调用，等它恢复；`1/4` 只用全部限制的四分之一继续；`share` 用 `--shard` 的份额继续。
    #[schemars(regex(pattern = r"^(pause|share|1/[1-9][0-9]*)$"))]
    pub limiter_away: Option<String>,
    /// 与所有写同一名称的进程共用费用上限（`budget`）。默认只与使用同一个输出目录的进程共用。
    #[schemars(length(min = 1, max = 64))]
    pub limiter_budget: Option<String>,
    /// 代理地址，例如 `http://127.0.0.1:7890` 或 `socks5://127.0.0.1:1080`。
    pub proxy: Option<String>,
}

/// `api_config`: core's keys, and the platform's own beside them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ApiConfig {
    /// API Key；null 或占位符表示从环境变量或 .env 读取。
    pub api_key: Option<String>,
    /// API 地址，不含 `/chat/completions`。
    pub base_url: Option<String>,
    /// HTTP/1.1 连接是否可以承载多次调用。默认只对本机的服务器如此；HTTP/2 不受影响。
    pub keep_alive: Option<bool>,
    /// The platform's own keys, checked by [`crate::platform::Platform::configure`].
    #[serde(flatten)]
    pub vendor: Map<String, Value>,
}

/// One model: its name, or an object with parameters of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelEntry {
    /// Core's own keys.
    pub own: ModelKeys,
    /// The platform's own keys.
    pub vendor: Map<String, Value>,
}

/// Core's keys of a model object.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[schemars(title = "模型")]
pub struct ModelKeys {
    /// 模型名称，用于文件名和输出。
    pub name: String,
    /// 该模型的最大 Token 数。
    #[schemars(range(min = 1))]
    pub max_tokens: Option<u32>,
    /// 该模型的采样温度。
    pub temperature: Option<f64>,
    /// 该模型的核采样。
    pub top_p: Option<f64>,
    /// 该模型的系统提示词。
    pub system_prompt: Option<String>,
    /// 合并到该模型请求中的其他参数。
    pub extra_body: Option<Map<String, Value>>,
    /// 该模型的回答是否流式接收。
    pub stream: Option<StreamChoice>,
}

impl ModelKeys {
    pub const NAMES: &[&str] = &["name", "max_tokens", "temperature", "top_p", "system_prompt", "extra_body", "stream"];
}

impl<'de> Deserialize<'de> for ModelEntry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct EntryVisitor;
        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = ModelEntry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a model name or object")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<ModelEntry, E> {
                Ok(ModelEntry {
                    own: ModelKeys { name: name.to_owned(), ..ModelKeys::default() },
                    ..ModelEntry::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ModelEntry, A::Error> {
                let mut all: Map<String, Value> = Map::deserialize(MapAccessDeserializer::new(map))?;
                let own: Map<String, Value> =
                    ModelKeys::NAMES.iter().filter_map(|name| all.remove_entry(*name)).collect();
                let own = serde_path_to_error::deserialize(Value::Object(own))
                    .map_err(|e| de::Error::custom(format!("{}{INNER_PATH}{}", e.path(), e.inner())))?;
                Ok(ModelEntry { own, vendor: all })
            }
        }
        from.deserialize_any(EntryVisitor)
    }
}

impl JsonSchema for ModelEntry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ModelEntry".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let object = generator.subschema_for::<ModelKeys>();
        json_schema!({ "anyOf": [{ "type": "string", "minLength": 1 }, object] })
    }
}

/// Whether answers are streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StreamChoice {
    /// Those of models that think, and where the platform's profile says so.
    #[default]
    Auto,
    /// All, or none.
    Always(bool),
}

impl<'de> Deserialize<'de> for StreamChoice {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Always(bool),
            Named(String),
        }
        match Written::deserialize(from) {
            Ok(Written::Always(always)) => Ok(Self::Always(always)),
            Ok(Written::Named(name)) if name == "auto" => Ok(Self::Auto),
            _ => Err(de::Error::custom("neither \"auto\" nor true nor false")),
        }
    }
}

impl JsonSchema for StreamChoice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StreamChoice".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": ["auto", true, false] })
    }
}

impl fmt::Display for StreamChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Always(always) => always.fmt(f),
        }
    }
}

/// Languages as `--lang` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LanguageName {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Zh => Self::Chinese,
            LanguageName::En => Self::English,
        }
    }
}

/// Levels as the manual writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Everything, never patient text.
    #[serde(alias = "debug")]
    Debug,
    /// The course of the run.
    #[serde(alias = "info")]
    Info,
    /// What needed a retry or looks odd.
    #[serde(alias = "warning", alias = "WARN", alias = "warn")]
    Warning,
    /// What failed for good.
    #[serde(alias = "error")]
    Error,
    /// Accepted for old configs; the same as ERROR.
    #[serde(alias = "critical")]
    Critical,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        })
    }
}
