//! Pictures of screens, and the page on which they can be looked at side by side.

use std::path::{Path, PathBuf};

fn list(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).expect("a folder").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).collect();
    paths.sort();
    paths
}

/// A page that shows every picture below a folder, a row a folder in it.
pub fn index(folder: &Path) {
    let mut html = "<!doctype html><meta charset=utf-8><title>Screens</title><style>body{font:14px sans-serif}section{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{width:420px;border:1px solid #999}</style>".to_owned();
    for look in list(folder).iter().filter(|p| p.is_dir()) {
        let name = look.file_name().unwrap_or_default().to_string_lossy();
        let pictures = list(look);
        let is_picture = |path: &&PathBuf| path.extension().is_some_and(|end| end == "png");
        if !pictures.iter().any(|path| is_picture(&path)) {
            continue;
        }
        html.push_str(&format!("<h2>{name}</h2><section>"));
        for shot in pictures.iter().filter(is_picture) {
            let file = shot.file_name().unwrap_or_default().to_string_lossy();
            html.push_str(&format!(
                "<figure><a href=\"{name}/{file}\"><img loading=lazy src=\"{name}/{file}\" alt=\"\"></a><figcaption>{file}</figcaption></figure>"
            ));
        }
        html.push_str("</section>");
    }
    // Two walks may end at the same time: whoever is later has seen more.
    std::fs::write(folder.join("index.html"), html).expect("the index");
}
