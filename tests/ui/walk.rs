//! One browser with one look at the page: opens it, checks a screen, keeps its picture.

use std::path::{Path, PathBuf};

use invigil_candidate::{
    Battery, Display,
    dto::{PreferencesDto, ThemeDto},
};
use invigil_recruiter::dto as desk_dto;
use invigil_tests::{
    binary,
    desk::Desk,
    host::{Laptop, PageHost},
    root,
    window::{Window, strings},
};

/// How the page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) name: &'static str,
    pub(crate) theme: ThemeDto,
    pub(crate) text_percent: u16,
    pub(crate) size: (u32, u32),
    pub(crate) locale: &'static str,
}

/// A walk through the screens.
pub(crate) struct Walk {
    pub(crate) window: Window,
    pub(crate) host: PageHost,
    pub(crate) data: tempfile::TempDir,
    pub(crate) desk: Option<Desk>,
    wrong: Vec<String>,
}

fn screens() -> PathBuf {
    binary("invigil").with_file_name("..").join("screens/ui")
}

impl Walk {
    /// Opens the start screen; with a USB stick that holds an issued test, if wanted.
    pub(crate) async fn begin(look: Look, stick: bool) -> Self {
        Self::open(look, stick, "").await
    }

    /// Opens the recruiter's page at its door.
    pub(crate) async fn begin_desk(look: Look) -> Self {
        Self::open(look, false, "recruiter.html").await
    }

    async fn open(look: Look, stick: bool, page: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let desk = stick.then(|| {
            let desk = Desk::new();
            desk.issue("ref,name\nC-0412,A Person\n", "stick");
            desk
        });
        let laptop = Laptop {
            battery: Some(Battery {
                percent: 31,
                discharging: true,
                minutes: Some(35),
            }),
            displays: vec![Display {
                width: 1366,
                height: 768,
            }],
            sticks: desk.iter().map(|d| d.dir().join("stick")).collect(),
            input_method: None,
        };
        let host = PageHost::start(data.path(), &root().join("ui/dist"), look.locale, laptop);
        host.prefer(PreferencesDto {
            theme: look.theme,
            text_percent: look.text_percent,
            still: true,
            ..PreferencesDto::default()
        });
        host.prefer_desk(desk_dto::PreferencesDto {
            theme: match look.theme {
                ThemeDto::System => desk_dto::ThemeDto::System,
                ThemeDto::Light => desk_dto::ThemeDto::Light,
                ThemeDto::Dark => desk_dto::ThemeDto::Dark,
                ThemeDto::Contrast => desk_dto::ThemeDto::Contrast,
            },
            text_percent: look.text_percent,
            still: true,
        });
        let shots = screens().join(look.name);
        if shots.exists() {
            std::fs::remove_dir_all(&shots).expect("an empty folder");
        }
        let window = Window::browse(&format!("{}{page}", host.url), look.size, Some(shots)).await;
        Self {
            window,
            host,
            data,
            desk,
            wrong: Vec::new(),
        }
    }

    /// Waits for a screen's elements, keeps its picture, and notes what is wrong with it.
    pub(crate) async fn screen(&mut self, name: &str, holds: &[&str]) {
        for id in holds {
            let seen = format!(
                "return !!document.querySelector('[data-testid=\"{id}\"]')?.checkVisibility({{visibilityProperty: true, opacityProperty: true}})"
            );
            self.window
                .until(&format!("{name} shows {id}"), &seen)
                .await;
        }
        self.window
            .until("fonts", "return document.fonts.status === 'loaded'")
            .await;
        self.window.shoot(name).await;
        let found = [self.faults().await, self.window.violations().await].concat();
        let found = found.into_iter().map(|fault| format!("{name}: {fault}"));
        self.wrong.extend(found);
    }

    /// Faults of the layout.
    pub(crate) async fn faults(&self) -> Vec<String> {
        strings(&self.window.script(include_str!("page.js")).await)
    }

    /// Ends the walk; panics with everything that was wrong.
    pub(crate) async fn end(self) {
        self.window.close().await;
        index(&screens());
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

/// A page that shows every picture below a folder, a row a look.
fn index(folder: &Path) {
    let list = |path: &Path| {
        let entries = std::fs::read_dir(path).expect("a folder").flatten();
        let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).collect();
        paths.sort();
        paths
    };
    let mut html = "<!doctype html><meta charset=utf-8><title>Screens</title><style>body{font:14px sans-serif}section{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{width:420px;border:1px solid #999}</style>".to_owned();
    for look in list(folder).iter().filter(|p| p.is_dir()) {
        let name = look.file_name().unwrap_or_default().to_string_lossy();
        html.push_str(&format!("<h2>{name}</h2><section>"));
        for shot in list(look) {
            let file = shot.file_name().unwrap_or_default().to_string_lossy();
            html.push_str(&format!(
                "<figure><a href=\"{name}/{file}\"><img loading=lazy src=\"{name}/{file}\" alt=\"\"></a><figcaption>{file}</figcaption></figure>"
            ));
        }
        html.push_str("</section>");
    }
    std::fs::write(folder.join("index.html"), html).expect("the index");
}
