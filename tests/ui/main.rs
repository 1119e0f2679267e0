//! The window's page in headless Chromium against the true use cases: every screen in every
//! theme, size and pseudo-locale, each looked at by axe and by a layout check, each with a
//! picture in `target/screens`.
#![expect(
    clippy::disallowed_methods,
    reason = "tests touch files and wait with limits"
)]

mod recruiter;
mod screens;
mod states;
mod walk;

use fantoccini::key::Key;
use invigil_candidate::dto::ThemeDto;
use walk::{Engine, Look, Walk};

const PLAIN: Look = Look {
    name: "light",
    theme: ThemeDto::Light,
    text_percent: 100,
    size: (1280, 860),
    locale: "en",
    system_dark: false,
    engine: Engine::Chromium,
};

#[tokio::test]
async fn light() {
    screens::all(PLAIN).await;
}

#[tokio::test]
async fn dark() {
    let theme = ThemeDto::Dark;
    screens::all(Look {
        name: "dark",
        theme,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn high_contrast() {
    let theme = ThemeDto::Contrast;
    screens::all(Look {
        name: "contrast",
        theme,
        ..PLAIN
    })
    .await;
}

/// High contrast where the system asks for dark windows is a theme of its own.
#[tokio::test]
async fn high_contrast_on_a_dark_system() {
    let theme = ThemeDto::Contrast;
    screens::all(Look {
        name: "contrast-dark",
        theme,
        system_dark: true,
        ..PLAIN
    })
    .await;
}

/// The shell's own engine, every screen in every theme.
#[tokio::test]
async fn every_theme_in_webkit() {
    screens::all(Look {
        name: "webkit",
        engine: Engine::WebKitInEveryTheme,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn long_words_at_200_percent_in_webkit() {
    screens::all(Look {
        name: "webkit-long-200",
        locale: "en-XA",
        text_percent: 200,
        engine: Engine::WebKit,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn right_to_left_in_the_smallest_window_in_webkit() {
    screens::all(Look {
        name: "webkit-rtl-small",
        locale: "ar-XB",
        size: (720, 520),
        engine: Engine::WebKit,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_every_theme_in_webkit() {
    recruiter::all(Look {
        name: "desk-webkit",
        engine: Engine::WebKitInEveryTheme,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_high_contrast_on_a_dark_system() {
    recruiter::all(Look {
        name: "desk-contrast-dark",
        theme: ThemeDto::Contrast,
        system_dark: true,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn text_at_200_percent() {
    let text_percent = 200;
    screens::all(Look {
        name: "light-200",
        text_percent,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn the_smallest_window() {
    let size = (720, 520);
    screens::all(Look {
        name: "light-small",
        size,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn long_words() {
    let locale = "en-XA";
    screens::all(Look {
        name: "long",
        locale,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn long_words_at_200_percent() {
    let look = Look {
        name: "long-200",
        locale: "en-XA",
        text_percent: 200,
        ..PLAIN
    };
    screens::all(look).await;
}

#[tokio::test]
async fn right_to_left() {
    let look = Look {
        name: "rtl",
        locale: "ar-XB",
        theme: ThemeDto::Dark,
        ..PLAIN
    };
    screens::all(look).await;
}

#[tokio::test]
async fn desk_light() {
    recruiter::all(Look {
        name: "desk-light",
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_dark() {
    recruiter::all(Look {
        name: "desk-dark",
        theme: ThemeDto::Dark,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_high_contrast() {
    recruiter::all(Look {
        name: "desk-contrast",
        theme: ThemeDto::Contrast,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_text_at_200_percent() {
    recruiter::all(Look {
        name: "desk-200",
        text_percent: 200,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_the_smallest_window() {
    recruiter::all(Look {
        name: "desk-small",
        size: (720, 520),
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_long_words() {
    recruiter::all(Look {
        name: "desk-long",
        locale: "en-XA",
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_long_words_at_200_percent() {
    recruiter::all(Look {
        name: "desk-long-200",
        locale: "en-XA",
        text_percent: 200,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn desk_right_to_left() {
    recruiter::all(Look {
        name: "desk-rtl",
        locale: "ar-XB",
        theme: ThemeDto::Dark,
        ..PLAIN
    })
    .await;
}

#[tokio::test]
async fn right_to_left_at_200_percent() {
    let look = Look {
        name: "rtl-200",
        locale: "ar-XB",
        text_percent: 200,
        ..PLAIN
    };
    screens::all(look).await;
}

#[tokio::test]
async fn what_tab_goes_to_is_seen() {
    let walk = Walk::begin(
        Look {
            name: "tab",
            ..PLAIN
        },
        false,
    )
    .await;
    walk.window.find("start-offer").await;
    let there = "const at = document.activeElement; return at.tabIndex >= 0 && at.matches(':focus-visible')";
    for stop in 1..=6 {
        walk.window.press(Key::Tab).await;
        assert_eq!(walk.window.script(there).await, true, "stop {stop}");
        assert_eq!(walk.faults().await, Vec::<String>::new(), "stop {stop}");
    }
    let plant = "const css = new CSSStyleSheet(); css.replaceSync(':focus-visible { outline: none !important }'); document.adoptedStyleSheets = [...document.adoptedStyleSheets, css]; return true";
    walk.window.script(plant).await;
    let faults = walk.faults().await.join("\n");
    assert!(faults.contains("focus not seen"), "{faults}");
    walk.window.close().await;
}

#[tokio::test]
async fn planted_faults_are_found() {
    let walk = Walk::begin(
        Look {
            name: "planted",
            ..PLAIN
        },
        false,
    )
    .await;
    walk.window.find("start-offer").await;
    assert_eq!(walk.faults().await, Vec::<String>::new());
    assert_eq!(walk.window.violations().await, Vec::<String>::new());
    let plant = "const main = document.querySelector('main'); main.insertAdjacentHTML('afterbegin', '<button></button><p id=planted>Faint words</p><div id=narrow>far too many words for it</div><section id=low>too many words for its height, and some more of them to be sure</section><p id=long>' + 'a few short words '.repeat(8) + '</p><button class=tiny>a</button><button class=tiny>b</button><p class=under>one text</p><p class=over>another text</p>'); const css = new CSSStyleSheet(); css.replaceSync('#planted { color: #ddd } #narrow { width: 3rem; overflow: hidden; white-space: nowrap } #low { width: 5rem; height: 1rem; overflow-y: hidden } #long { width: 60rem; max-width: none } .tiny { width: 12px; height: 12px; min-height: 0; padding: 0; border: 0; font-size: 8px } .over { position: relative; top: -1.5em }'); document.adoptedStyleSheets = [...document.adoptedStyleSheets, css]; return true";
    walk.window.script(plant).await;
    let violations = walk.window.violations().await.join("\n");
    for rule in ["button-name", "color-contrast", "target-size"] {
        assert!(violations.contains(rule), "{rule} is not in:\n{violations}");
    }
    walk.window
        .script("document.querySelector('.over').scrollIntoView(); return true")
        .await;
    let faults = walk.faults().await.join("\n");
    let planted = [
        "clipped: div",
        "cut off: section",
        "long line: p",
        "overlap: p.under",
    ];
    for fault in planted {
        assert!(faults.contains(fault), "{fault} is not in:\n{faults}");
    }
    walk.window.close().await;
}
