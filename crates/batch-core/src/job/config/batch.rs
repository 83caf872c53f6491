//! `batch`: how the platform's batch service is used.

use schemars::JsonSchema;
use serde::Deserialize;

/// The config's `batch` section; what it does not name is as usual.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "批量推理服务")]
pub struct BatchKeys {
    /// 每个批量文件最多包含的对话数。默认 1000：文件小，返回快，出错时损失少。
    #[schemars(range(min = 1))]
    pub lines: Option<usize>,
    /// 同时在平台上处理的批量任务数上限。默认 10。
    #[schemars(range(min = 1))]
    pub parts: Option<usize>,
    /// 保持连接的批量调用同时进行的上限。默认由平台决定；命令行的 --concurrency 优先。`concurrency` 只用于在线调用。
    #[schemars(range(min = 1))]
    pub concurrency: Option<u32>,
    /// 给平台的完成时限，用平台的写法，例如 `24h`、`3d`。默认由平台决定。
    pub window: Option<String>,
    /// 批量价格占在线价格的比例，例如 0.6；优先于平台价格数据，也用于其中没有注明批量价格的模型。
    #[schemars(range(min = 0, max = 1))]
    pub share: Option<f64>,
}
