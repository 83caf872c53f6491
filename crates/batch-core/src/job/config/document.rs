//! A JSON file with comments: its value, and the line on which each field stands.

use std::path::Path;

use jsonc_parser::ast::Value as Node;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};

use super::{excerpt, misread};
use crate::base::decode;
use crate::base::problem::{ConfigProblem, FileProblem, Problem, ProblemKind};
use crate::privacy;
use crate::sheets::open;

/// A parsed file that can say where its fields stand.
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    /// The content without comments.
    pub value: Value,
    /// What it was decoded from, if that was not UTF-8.
    pub decoded_from: Option<&'static str>,
}

/// JSON with comments and trailing commas, and nothing else that is loose.
fn strictness() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

impl Document {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// A [`Problem`] that names the file and, for bad JSON, the line.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let bytes = open::read(path).map_err(|e| Problem::in_file(path, FileProblem::Unreadable(e.into())))?;
        let decoded = decode::decode(bytes);
        Self::parse(decoded.text, decoded.from).map_err(|p| Problem { file: Some(path.display().to_string()), ..p })
    }

    /// Parses a text.
    ///
    /// # Errors
    /// A [`Problem`] with the line of the first thing that is no JSON.
    pub fn parse(text: String, decoded_from: Option<&'static str>) -> Result<Self, Problem> {
        let value = {
            let parsed = parse_to_ast(&text, &CollectOptions::default(), &strictness()).map_err(|e| {
                let (at, reason) = misread::find(&text, e.range().start, e.kind());
                marked(&text, at, ConfigProblem::NotJson { column: column_at(&text, at), reason })
            })?;
            match &parsed.value {
                Some(node) => to_value(node, &text)?,
                None => return Err(Problem::new(ConfigProblem::EmptyFile)),
            }
        };
        Ok(Self { text, value, decoded_from })
    }

    /// The line on which a field stands; for a field that is not there, the nearest one that holds it.
    #[must_use]
    pub fn line_of(&self, field: &str) -> Option<usize> {
        Some(line_at(&self.text, self.start_of(field)?))
    }

    /// A problem of a field with its line, and with what stands there where that says more than the value.
    #[must_use]
    pub fn placed(&self, problem: Problem) -> Problem {
        let start = problem.field.as_deref().and_then(|field| self.start_of(field));
        let excerpt = match *problem.what {
            ProblemKind::Config(ConfigProblem::PathWithControl { letter }) => start.and_then(|start| {
                let at = self.text.get(start..)?.find(&format!("\\{letter}"))?;
                Some(Box::new(excerpt::around(&self.text, start + at)))
            }),
            _ => None,
        };
        Problem { line: start.map(|start| line_at(&self.text, start)), excerpt, ..problem }
    }

    /// The byte at which a field begins.
    fn start_of(&self, field: &str) -> Option<usize> {
        let parsed = parse_to_ast(&self.text, &CollectOptions::default(), &strictness()).ok()?;
        let mut node = parsed.value.as_ref()?;
        let mut at = node.range().start;
        let mut rest = field;
        while !rest.is_empty() {
            let next = match node {
                Node::Object(object) => step(object.properties.iter().map(|prop| prop.name.as_str()), rest)
                    .and_then(|(name, rest)| Some((object.get(name)?, rest)))
                    .map(|(prop, rest)| (prop.range.start, &prop.value, rest)),
                Node::Array(array) => element(rest)
                    .and_then(|(n, rest)| Some((array.elements.get(n)?, rest)))
                    .map(|(element, rest)| (element.range().start, element, rest)),
                _ => None,
            };
            let Some((start, child, left)) = next else { break };
            rest = left;
            at = start;
            node = child;
        }
        Some(at)
    }
}

/// The name that a field path begins with, and the rest of the path. Names may hold dots, as models' names do: the
/// longest that fits is meant.
pub(super) fn step<'a, 'b>(names: impl Iterator<Item = &'a str>, path: &'b str) -> Option<(&'a str, &'b str)> {
    let rest = |name: &str| {
        let rest = path.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with(['.', '['])).then(|| rest.strip_prefix('.').unwrap_or(rest))
    };
    names.filter_map(|name| Some((name, rest(name)?))).max_by_key(|(name, _)| name.len())
}

/// The `[number]` that a field path begins with, and the rest of the path.
pub(super) fn element(path: &str) -> Option<(usize, &str)> {
    let (number, rest) = path.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest.strip_prefix('.').unwrap_or(rest)))
}

/// A problem at a byte of the text, with the line.
fn marked(text: &str, at: usize, what: ConfigProblem) -> Problem {
    let excerpt = Some(Box::new(excerpt::around(text, at)));
    Problem { excerpt, ..Problem::new(what).at(Some(line_at(text, at))) }
}

/// In characters, as editors count.
fn column_at(text: &str, at: usize) -> usize {
    let line = text.get(..at).unwrap_or(text).rsplit('\n').next().unwrap_or_default();
    1 + line.chars().count()
}

fn line_at(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count()
}

fn to_value(node: &Node<'_>, text: &str) -> Result<Value, Problem> {
    Ok(match node {
        Node::StringLit(lit) => Value::String(lit.value.to_string()),
        Node::BooleanLit(lit) => Value::Bool(lit.value),
        Node::NullKeyword(_) => Value::Null,
        Node::NumberLit(lit) => {
            let number: Option<Number> = serde_json::from_str(lit.value).ok();
            let bad = || {
                Problem::new(ConfigProblem::BadNumber { text: lit.value.to_owned() })
                    .at(Some(line_at(text, lit.range.start)))
            };
            Value::Number(number.ok_or_else(bad)?)
        }
        Node::Array(array) => Value::Array(array.elements.iter().map(|e| to_value(e, text)).collect::<Result<_, _>>()?),
        Node::Object(object) => {
            let mut map = Map::new();
            for prop in &object.properties {
                let name = prop.name.as_str().to_owned();
                let value = to_value(&prop.value, text)?;
                if map.insert(name.clone(), value).is_some() {
                    let line = line_at(text, prop.range.start);
                    return Err(Problem::new(ConfigProblem::Twice).at(Some(line)).field(privacy::guarded(&name)));
                }
            }
            Value::Object(map)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_lines_through_comments() {
        let text = "// 说明\n{\n  /* 两\n行 */ \"a\": 1,\n  \"list\": [\n    1,\n    \"http://x//y\",\n  ],\n  \"o\": {\"k\": null}\n}";
        let doc = Document::parse(text.to_owned(), None).unwrap();
        assert_eq!(doc.value["list"][1], "http://x//y");
        assert_eq!(doc.line_of("a"), Some(4));
        assert_eq!(doc.line_of("list[1]"), Some(7));
        assert_eq!(doc.line_of("o.k"), Some(9));
        assert_eq!(doc.line_of("o.missing"), Some(9));
        let doc =
            Document::parse("{\"prices\": {\n\"m\": {},\n\"m-2.6\": {\n\"input\": -1}}}".to_owned(), None).unwrap();
        assert_eq!(doc.line_of("prices.m-2.6.input"), Some(4));
        assert_eq!(doc.line_of("prices.m"), Some(2));
    }

    #[test]
    fn bad_json_names_its_line() {
        for (text, line) in
            [("{\n\"a\": 1\n\"b\": 2}", 2), ("{\n'a': 1}", 2), ("{\"a\": 1,\n\"a\": 2}", 2), ("[1,\n2", 1)]
        {
            let problem = Document::parse(text.to_owned(), None).unwrap_err();
            assert_eq!(problem.line, Some(line), "{text}: {problem:?}");
        }
        assert!(Document::parse(String::new(), None).is_err());
    }
}
