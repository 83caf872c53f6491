//! Tables as HTML.

use std::fmt::Write;

use std::collections::BTreeSet;

use batch_words::Words;

use super::html::Escaped;
use crate::table::Table;

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
        for heading in head {
            write!(out, "<th scope=\"col\">{}</th>", Escaped(heading)).ok();
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
                    _ => write!(out, "<td>{cell}</td>").ok(),
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

#[cfg(test)]
mod tests {
    use batch_words::Language;

    use super::*;
    use crate::table::Row;

    #[test]
    fn nothing_in_a_table_is_html() {
        let table = Table {
            title: "<i>".to_owned(),
            head: vec!["<th>".to_owned(), "ICC(2,1)".to_owned()],
            rows: vec![Row::about([">".to_owned()], vec!["</table>".to_owned(), "<b>".to_owned()])],
            note: "&amp;".to_owned(),
        };
        let words = Words::of(Language::Chinese);
        let html = html(std::slice::from_ref(&table), &["a".to_owned(), ">".to_owned()], words);
        assert!(html.contains("<h2>&lt;i&gt;</h2>"), "{html}");
        assert!(
            html.contains("<tr data-models=\"1\"><th scope=\"row\">&lt;/table&gt;</th><td>&lt;b&gt;</td></tr>"),
            "{html}"
        );
        assert!(html.ends_with("<p class=\"note\">&amp;amp;</p>"), "{html}");
        assert_eq!(super::html(&[], &[], words), "");
    }
}
