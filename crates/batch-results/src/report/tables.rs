//! Tables as HTML.

use std::fmt::Write;

use std::collections::BTreeSet;

use batch_words::Words;

use super::html::Escaped;
use crate::table::{Row, Table};

/// Titles, tables and notes one after the other; nothing of none. `labels` are the page's models: rows about them say so, and
/// the first line, which says what hiding one of them leaves as it was, is there for the page to show then.
pub(super) fn html(tables: &[Table], labels: &[String], words: &Words) -> String {
    let mut out = String::new();
    let counted: BTreeSet<&String> = tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.models).collect();
    if !counted.is_empty() {
        let said = words.page_ratings_of_all(counted.len());
        write!(out, "<p id=\"ratings-of-all\" class=\"note\" hidden>{}</p>", Escaped(&said)).ok();
    }
    for Table { title, head, rows, note } in tables {
        write!(out, "<h2>{}</h2><div class=\"wide\"><table class=\"numbers\"><thead><tr>", Escaped(title)).ok();
        let texts: Vec<bool> = (0..head.len()).map(|n| is_text(rows, n)).collect();
        let class = |n: usize| if texts.get(n) == Some(&true) { " class=\"text\"" } else { "" };
        for (n, heading) in head.iter().enumerate() {
            write!(out, "<th scope=\"col\"{}>{}</th>", class(n), Escaped(heading)).ok();
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            let of = |model| labels.iter().position(|label| label == model);
            let columns: Vec<String> = row.models.iter().filter_map(of).map(|column| column.to_string()).collect();
            match columns.is_empty() {
                true => out.push_str("<tr>"),
                false => write!(out, "<tr data-models=\"{}\">", columns.join(" ")).unwrap_or_default(),
            }
            for (n, cell) in row.cells.iter().enumerate() {
                let cell = Escaped(cell);
                match n {
                    0 => write!(out, "<th scope=\"row\">{cell}</th>").ok(),
                    _ => write!(out, "<td{}>{cell}</td>", class(n)).ok(),
                };
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
        if !note.is_empty() {
            write!(out, "<p class=\"note\">{}</p>", Escaped(note)).ok();
        }
    }
    out
}

/// True for a column of words: remarks, names of criteria.
fn is_text(rows: &[Row], column: usize) -> bool {
    let cells = || rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_empty());
    cells().next().is_some() && cells().all(|cell| cell.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use batch_words::Language;

    use super::*;

    #[test]
    fn nothing_in_a_table_is_html() {
        let table = Table {
            title: "<i>".to_owned(),
            head: ["<th>", "ICC(2,1)", "备注"].map(str::to_owned).to_vec(),
            rows: vec![Row::about([">".to_owned()], ["</table>", "<b>", "无"].map(str::to_owned).to_vec())],
            note: "&amp;".to_owned(),
        };
        let words = Words::of(Language::Chinese);
        let html = html(std::slice::from_ref(&table), &["a".to_owned(), ">".to_owned()], words);
        assert!(html.contains("<h2>&lt;i&gt;</h2>"), "{html}");
        assert!(
            html.contains("<tr data-models=\"1\"><th scope=\"row\">&lt;/table&gt;</th><td>&lt;b&gt;</td><td class=\"text\">无</td></tr>"),
            "{html}"
        );
        assert!(html.ends_with("<p class=\"note\">&amp;amp;</p>"), "{html}");
        assert_eq!(super::html(&[], &[], words), "");
    }
}
