//! One browser with one look at the page: opens it, checks a screen, keeps its picture.

use std::path::PathBuf;

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
    shots::index,
    window::{Display as Screen, Window, strings},
};

/// How the page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) name: &'static str,
    pub(crate) theme: ThemeDto,
    pub(crate) text_percent: u16,
    pub(crate) size: (u32, u32),
    pub(crate) locale: &'static str,
    /// Whether the system prefers dark windows.
    pub(crate) system_dark: bool,
    pub(crate) engine: Engine,
}

/// What draws the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Headless Chromium: one look a walk.
    Chromium,
    /// The shell's own engine: one look a walk.
    WebKit,
    /// The same, with every screen of the walk in every theme.
    WebKitInEveryTheme,
}

/// The themes that a page can be dressed in.
const DRESSES: [&str; 4] = ["light", "dark", "contrast", "contrast-dark"];

impl Look {
    /// The dress that its theme and the system make.
    fn dress(&self) -> &'static str {
        match (self.theme, self.system_dark) {
            (ThemeDto::Dark, _) | (ThemeDto::System, true) => "dark",
            (ThemeDto::Light | ThemeDto::System, _) => "light",
            (ThemeDto::Contrast, false) => "contrast",
            (ThemeDto::Contrast, true) => "contrast-dark",
        }
    }

    fn preferences(&self) -> PreferencesDto {
        PreferencesDto {
            theme: self.theme,
            text_percent: self.text_percent,
            still: true,
            ..PreferencesDto::default()
        }
    }
}

/// A walk through the screens.
pub(crate) struct Walk {
    pub(crate) window: Window,
    pub(crate) host: PageHost,
    pub(crate) data: tempfile::TempDir,
    pub(crate) desk: Option<Desk>,
    /// The access code of the test on the stick.
    pub(crate) code: Option<String>,
    look: Look,
    /// What the browser is on, where it needs one, and its home.
    _display: Option<(Screen, tempfile::TempDir)>,
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
        let desk = stick.then(Desk::new);
        let issued = desk
            .as_ref()
            .map(|desk| desk.issue("ref,name\nC-0412,A Person\n", "stick"));
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
        host.prefer(look.preferences());
        host.prefer_desk(desk_preferences(look));
        let shots = screens().join(look.name);
        if shots.exists() {
            std::fs::remove_dir_all(&shots).expect("an empty folder");
        }
        let url = format!("{}{page}", host.url);
        let (window, display) = browse(look, &url, shots).await;
        Self {
            window,
            host,
            data,
            desk,
            code: issued.map(|issued| issued.code),
            look,
            _display: display,
            wrong: Vec::new(),
        }
    }

    /// The look again, for the next person: what the last one liked went with the hand-in.
    pub(crate) async fn dress_again(&self) {
        self.window.find("start-practice").await;
        self.host.prefer(self.look.preferences());
        self.window.reload().await;
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
        let worn = format!(
            "return document.documentElement.dataset.theme === '{}'",
            self.look.dress()
        );
        self.window
            .until(&format!("{name} wears the look's theme"), &worn)
            .await;
        let faults = self.faults().await;
        self.note(name, faults);
        if self.look.engine != Engine::WebKitInEveryTheme {
            self.window.shoot(name).await;
            let found = self.window.violations().await;
            return self.note(name, found);
        }
        for dress in DRESSES {
            self.window.script(&worn_from(dress)).await;
            self.window.shoot(&format!("{name}-{dress}")).await;
            let found = self.window.violations().await;
            self.note(&format!("{name}, {dress}"), found);
        }
        self.window.script(&worn_from(self.look.dress())).await;
    }

    /// The same when it is wanted; waits for the elements either way.
    pub(crate) async fn screen_if(&mut self, wanted: bool, name: &str, holds: &[&str]) {
        if wanted {
            return self.screen(name, holds).await;
        }
        for id in holds {
            self.window.find(id).await;
        }
    }

    fn note(&mut self, name: &str, found: Vec<String>) {
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

/// A script that dresses the page in a theme.
fn worn_from(dress: &str) -> String {
    format!("document.documentElement.dataset.theme = '{dress}'; return true")
}

fn desk_preferences(look: Look) -> desk_dto::PreferencesDto {
    desk_dto::PreferencesDto {
        theme: match look.theme {
            ThemeDto::System => desk_dto::ThemeDto::System,
            ThemeDto::Light => desk_dto::ThemeDto::Light,
            ThemeDto::Dark => desk_dto::ThemeDto::Dark,
            ThemeDto::Contrast => desk_dto::ThemeDto::Contrast,
        },
        text_percent: look.text_percent,
        still: true,
    }
}

async fn browse(
    look: Look,
    url: &str,
    shots: PathBuf,
) -> (Window, Option<(Screen, tempfile::TempDir)>) {
    if look.engine == Engine::Chromium {
        let window = Window::browse(url, look.size, look.system_dark, Some(shots)).await;
        return (window, None);
    }
    let (display, home) = (Screen::start(), tempfile::tempdir().expect("a folder"));
    let window = Window::browse_webkit(&display, url, look.size, home.path(), Some(shots)).await;
    (window, Some((display, home)))
}
