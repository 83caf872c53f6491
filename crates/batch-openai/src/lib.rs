//! Any server that speaks OpenAI's chat completions: what it is, the config's `platform` section says, by a preset or field by
//! field. A preset is a file with the fields of [`Profile`]; who knows a server better writes one and shares it.

use batch_core::{Bilingual, Platform, Profile};

/// The presets that come with the program, each by its name.
pub const PRESETS: &[(&str, &str)] = &[
    ("deepseek", include_str!("../presets/deepseek.json")),
    ("qwen", include_str!("../presets/qwen.json")),
    ("zhipu", include_str!("../presets/zhipu.json")),
    ("minimax", include_str!("../presets/minimax.json")),
    ("siliconflow", include_str!("../presets/siliconflow.json")),
    ("ppio", include_str!("../presets/ppio.json")),
    ("novita", include_str!("../presets/novita.json")),
    ("openrouter", include_str!("../presets/openrouter.json")),
    ("openai", include_str!("../presets/openai.json")),
    ("vllm", include_str!("../presets/vllm.json")),
    ("ollama", include_str!("../presets/ollama.json")),
    ("llamacpp", include_str!("../presets/llamacpp.json")),
    ("sglang", include_str!("../presets/sglang.json")),
    ("litellm", include_str!("../presets/litellm.json")),
];

/// The platform.
pub struct OpenAi(Profile);

impl Default for OpenAi {
    fn default() -> Self {
        Self(Profile {
            program: "openai",
            name: Bilingual::new("OpenAI 兼容服务", "OpenAI-compatible server"),
            presets: Some(PRESETS),
            sample_config: include_str!("../../../configs/batch_config_openai.json"),
            ..Profile::openai()
        })
    }
}

impl Platform for OpenAi {
    fn profile(&self) -> &Profile {
        &self.0
    }

    fn become_described(&mut self, described: Profile) {
        self.0 = described;
    }
}
