//! `prices` and `budget`: what the user knows better than the platform's dated data, and how much may be spent.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::{Map, Value};

/// Stands between the path inside a model object and serde's words about it.
pub const INNER_PATH: &str = "\u{1}";

/// The price of a model, per 1M tokens.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[schemars(title = "价格（每 100 万 Token）")]
pub struct PriceKeys {
    /// 输入价格。
    #[schemars(range(min = 0, max = 1e9))]
    pub input: f64,
    /// 输出价格（含思考）。
    #[schemars(range(min = 0, max = 1e9))]
    pub output: f64,
    /// 命中缓存的输入价格；不写则与输入相同。
    #[schemars(range(min = 0, max = 1e9))]
    pub cached: Option<f64>,
    /// 货币，例如 CNY、USD；不写则为平台价格数据的货币。
    pub currency: Option<String>,
}

impl PriceKeys {
    pub const NAMES: &[&str] = &["input", "output", "cached", "currency"];
}

/// Prices by model; names that begin with `_` are comments, as everywhere.
pub(super) fn by_model<'de, D: Deserializer<'de>>(from: D) -> Result<Option<BTreeMap<String, PriceKeys>>, D::Error> {
    struct PricesVisitor;
    impl<'de> Visitor<'de> for PricesVisitor {
        type Value = Option<BTreeMap<String, PriceKeys>>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut prices = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                if name.starts_with('_') {
                    map.next_value::<IgnoredAny>()?;
                } else {
                    prices.insert(name, map.next_value()?);
                }
            }
            Ok(Some(prices))
        }
    }
    from.deserialize_any(PricesVisitor)
}

/// How much may be spent: a number, or an amount with its currency.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[schemars(title = "费用上限")]
pub struct BudgetKeys {
    /// 金额。
    #[schemars(range(min = 0))]
    pub amount: f64,
    /// 货币，例如 CNY、USD；不写则为平台价格数据的货币。
    pub currency: Option<String>,
}

impl BudgetKeys {
    pub const NAMES: &[&str] = &["amount", "currency"];
}

impl fmt::Display for BudgetKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.currency {
            Some(currency) => write!(f, "{} {currency}", self.amount),
            None => write!(f, "{}", self.amount),
        }
    }
}

/// [`BudgetKeys`] as it may be written.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetEntry(pub BudgetKeys);

impl<'de> Deserialize<'de> for BudgetEntry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct EntryVisitor;
        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = BudgetEntry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount or an object")
            }
            fn visit_f64<E: de::Error>(self, amount: f64) -> Result<BudgetEntry, E> {
                Ok(BudgetEntry(BudgetKeys { amount, currency: None }))
            }
            fn visit_u64<E: de::Error>(self, amount: u64) -> Result<BudgetEntry, E> {
                self.visit_f64(amount as f64)
            }
            fn visit_i64<E: de::Error>(self, amount: i64) -> Result<BudgetEntry, E> {
                self.visit_f64(amount as f64)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BudgetEntry, A::Error> {
                let all: Map<String, Value> = Map::deserialize(MapAccessDeserializer::new(map))?;
                serde_path_to_error::deserialize(Value::Object(all))
                    .map(BudgetEntry)
                    .map_err(|e| de::Error::custom(format!("{}{INNER_PATH}{}", e.path(), e.inner())))
            }
        }
        from.deserialize_any(EntryVisitor)
    }
}

impl JsonSchema for BudgetEntry {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BudgetEntry".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let object = generator.subschema_for::<BudgetKeys>();
        json_schema!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 0 }, object] })
    }
}
