//! Requests that cost nothing: models, balance, token counts, as far as the platform has them.

use hyper::Method;
use serde_json::{Value, json};

use crate::dialect::Dialect;
use crate::made::prompt_tokens;
use crate::models::Card;
use crate::refusal::Refusal;
use crate::request::{self, ChatRequest};
use crate::shared::Shared;
use crate::tokens::Tokenizer;

/// Answers a request to this path behind the base path.
pub(crate) fn answer(shared: &Shared, method: &Method, path: &str, body: &[u8]) -> Result<Value, Refusal> {
    let platform = shared.platform();
    if let Some(said) = platform.table().filter(|_| method == Method::GET).and_then(|table| table.get.get(path)) {
        return Ok(said.clone());
    }
    let state = shared.lock();
    match (platform.dialect, method, path) {
        (dialect, &Method::GET, "/models") if platform.lists_models() => {
            let data: Vec<Value> = state.listed().map(|card| entry(dialect, card)).collect();
            Ok(json!({"object": "list", "data": data}))
        }
        (Dialect::Kimi, &Method::GET, "/users/me/balance") => {
            let left = state.balance();
            let data = json!({"available_balance": left, "voucher_balance": 0, "cash_balance": left});
            Ok(json!({"code": 0, "data": data, "scode": "0x0", "status": true}))
        }
        (Dialect::Kimi, &Method::POST, "/tokenizers/estimate-token-count") => {
            let request: ChatRequest<'_> = request::parse(body)?;
            let card = state.card(request.model())?;
            Ok(json!({"data": {"total_tokens": prompt_tokens(Tokenizer::of(state.options.seed, &card.id), &request)}}))
        }
        (Dialect::Ark, &Method::POST, "/tokenization") => {
            let request: Value = request::parse(body)?;
            let card = state.card(request["model"].as_str().unwrap_or_default())?;
            let texts: Vec<&str> = match &request["text"] {
                Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
                text => text.as_str().into_iter().collect(),
            };
            let tokenizer = Tokenizer::of(state.options.seed, &card.id);
            let count = |(index, text): (usize, &&str)| json!({"index": index, "object": "tokenization", "total_tokens": tokenizer.count(text)});
            let data: Vec<Value> = texts.iter().enumerate().map(count).collect();
            Ok(json!({"object": "list", "model": card.id, "data": data}))
        }
        _ => Err(Refusal::NoSuchPath(path.to_owned())),
    }
}

/// A model in the list of models.
fn entry(dialect: Dialect, card: &Card) -> Value {
    let mut entry = json!({"id": card.id, "object": "model", "created": 1_790_000_000, "owned_by": card.owned_by});
    if dialect == Dialect::Kimi {
        entry["context_length"] = json!(card.context);
        entry["supports_image_in"] = json!(false);
        entry["supports_video_in"] = json!(false);
        entry["supports_reasoning"] = json!(true);
    }
    if let Some(status) = &card.status {
        entry["status"] = json!(status);
    }
    entry
}
