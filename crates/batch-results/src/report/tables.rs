//! Tables as HTML.

use std::fmt::Write;

use super::html::Escaped;
use crate::table::Table;

/// Titles, tables and notes one after the other; nothing of none.
pub(super) fn html(tables: &[Table]) -> String {
    let mut out = String::new();
    for Table { title, head, rows, note } in tables {
        write!(out, "<h2>{}</h2><div class=\"wide\"><table class=\"numbers\"><thead><tr>", Escaped(title)).ok();
        for heading in head {
            write!(out, "<th scope=\"col\">{}</th>", Escaped(heading)).ok();
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            for (n, cell) in row.iter().enumerate() {
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
    use super::*;

    #[test]
    fn nothing_in_a_table_is_html() {
        let table = Table {
            title: "<i>".to_owned(),
            head: vec!["<th>".to_owned(), "ICC(2,1)".to_owned()],
            rows: vec![vec!["</table>".to_owned(), "<b>".to_owned()]],
            note: "&amp;".to_owned(),
        };
        let html = html(std::slice::from_ref(&table));
        assert!(html.starts_with("<h2>&lt;i&gt;</h2>"), "{html}");
        assert!(html.contains("<th scope=\"row\">&lt;/table&gt;</th><td>&lt;b&gt;</td></tr>"), "{html}");
        assert!(html.ends_with("<p class=\"note\">&amp;amp;</p>"), "{html}");
        assert_eq!(super::html(&[]), "");
    }
}
