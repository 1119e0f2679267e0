//! The TypeScript types of the desk's wire, generated from the DTOs and compared with
//! `ui/src/generated/recruiter`. `cargo xtask types` writes them.

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
        CandidateDto,
        CheckDto,
        CodeDto,
        Command,
        DraftDto,
        FaultDto,
        IntervalDto,
        IssuedDto,
        NoticeDto,
        OptionDto,
        OrganisationDto,
        OutcomeDto,
        PersonDto,
        PlaceDto,
        PreferencesDto,
        ProgressDto,
        QuestionDto,
        ResultDto,
        ScoreDto,
        ScreenDto,
        Secret,
        SkillDto,
        StageDto,
        TestDto,
        ThemeDto,
        VerdictDto,
        View,
    ]
}

#[test]
fn generated_types_are_those_of_the_dtos() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/generated/recruiter");
    if std::env::var_os("INVIGIL_WRITE_TYPES").is_some() {
        invigil_files::create_dir(&folder, invigil_files::Access::Shared).expect("the folder");
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
    for path in invigil_files::list(&folder).expect("the folder of generated types") {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
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
