//! The TypeScript types of the wire, generated from the DTOs and compared with `ui/src/generated`.
//! `cargo xtask types` writes them.

use std::path::Path;

use ts_rs::{Config, TS};

use crate::dto;

fn generated() -> Vec<(&'static str, String)> {
    let config = Config::new().with_large_int("number");
    macro_rules! types {
        ($($name:ident),* $(,)?) => {
            vec![$((
                stringify!($name),
                dto::$name::export_to_string(&config).expect("a type with a file"),
            )),*]
        };
    }
    types![
        Command,
        LetterDto,
        EditDto,
        SeenDto,
        View,
        OfferDto,
        SourceDto,
        CheckInDto,
        StepDto,
        SystemCheckDto,
        CheckOutcomeDto,
        TestDto,
        ResumedDto,
        ItemDto,
        TaskDto,
        SampleDto,
        DoneDto,
        OwnAnswerDto,
        OwnCodeDto,
        ExplainedDto,
        ExplainedOptionDto,
        SolvedDto,
        PreferencesDto,
        ThemeDto,
        NoticeDto,
        RunInputDto,
        RunsDto,
        RunLanguageDto,
        RunLanguageStateDto,
        LanguageCardDto,
        RunningDto,
        RunDto,
        RunDetailDto,
        RunCaseDto,
        SentenceDto,
        DiffDto,
        DiffRowDto,
        DiffPieceDto,
    ]
}

#[test]
fn generated_types_are_those_of_the_dtos() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/generated");
    if std::env::var_os("INVIGIL_WRITE_TYPES").is_some() {
        for (name, text) in generated() {
            let path = folder.join(format!("{name}.ts"));
            invigil_files::write(&path, text.as_bytes(), invigil_files::Access::Shared)
                .expect("write the type");
        }
    }
    let known: Vec<_> = generated()
        .iter()
        .map(|(name, _)| format!("{name}.ts"))
        .collect();
    let listed = invigil_files::list(&folder).expect("the folder of generated types");
    // The desk's types have a folder of their own.
    for path in listed.iter().filter(|path| !path.is_dir()) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(known.contains(&name), "{name} is not generated: remove it");
    }
    for (name, text) in generated() {
        let path = folder.join(format!("{name}.ts"));
        let committed = invigil_files::read_text(&path, 1 << 20).unwrap_or_default();
        assert_eq!(
            committed, text,
            "{name}.ts differs: run `cargo xtask types`"
        );
    }
}
