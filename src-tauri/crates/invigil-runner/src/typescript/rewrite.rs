//! What TypeScript writes and JavaScript writes otherwise: enums, parameter properties, `import`
//! and `export` of a program that is one file.

use std::ops::Range;

use oxc_ast::ast::{
    BindingPattern, ExportDefaultDeclaration, ExportDefaultDeclarationKind, Expression, Function,
    ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind, ModuleDeclaration,
    Statement, TSEnumDeclaration, TSEnumMember, TSEnumMemberName, TSImportEqualsDeclaration,
    TSModuleReference,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};

use super::erase::{Eraser, range};

/// Names that no `const` may have.
const RESERVED: &str = " arguments await break case catch class const continue debugger default \
     delete do else enum eval export extends false finally for function if implements import in \
     instanceof interface let new null package private protected public return static super \
     switch this throw true try typeof undefined var void while with yield ";

impl<'s> Eraser<'s> {
    fn text(&self, span: Span) -> &'s str {
        &self.edits.source()[range(span)]
    }

    /// `enum` becomes a function that fills an object, each member in its line.
    pub(super) fn enumeration(&mut self, it: &TSEnumDeclaration<'_>) {
        let name = self.text(it.id.span);
        let open = it.body.span.start as usize + 1;
        let close = it.span.end as usize - 1;
        self.edits.replace(
            it.span.start as usize..open,
            format!("var {name} = (({name}, $value = -1) => {{"),
        );
        for member in &it.body.members {
            self.member(name, member);
            self.edits.blank_next(member.span.end as usize, b',');
        }
        let end = format!("return {name}; }})({name} || {{}});");
        self.edits.replace(close..close + 1, end);
    }

    /// A member's value stays where it stands, without its types; what sets it goes round it.
    fn member(&mut self, owner: &str, it: &TSEnumMember<'_>) {
        let (name, quoted) = match &it.id {
            TSEnumMemberName::Identifier(id) => {
                let name = self.text(id.span);
                (Some(name), format!("\"{name}\""))
            }
            other => (None, self.text(other.span()).to_owned()),
        };
        let set = format!("$value = {owner}[{quoted}] = (");
        // Later members may use this one by its bare name.
        let bare = name.filter(|n| *n != owner && !RESERVED.contains(&format!(" {n} ")));
        let bare = bare.map_or_else(String::new, |name| format!(" const {name} = $value;"));
        let back =
            format!(");{bare} if (typeof $value === \"number\") {owner}[$value] = {quoted};");
        let Range { start, end } = range(it.span);
        let Some(value) = &it.initializer else {
            self.edits
                .replace(start..end, format!("{set}$value + 1{back}"));
            return;
        };
        let inside = range(value.span());
        self.edits.replace(start..inside.start, set);
        self.visit_expression(value);
        self.edits.replace(inside.end..end, back);
    }

    /// `constructor(private x: number)` sets `this.x` itself, behind `super(...)`; the field is
    /// declared ahead of the class's own ones, which gives the order of an object's keys.
    pub(super) fn parameter_properties(&mut self, it: &Function<'_>, class: usize) {
        let Some(body) = &it.body else { return };
        let (mut fields, mut text) = (String::new(), String::new());
        for parameter in &it.params.items {
            let is_property =
                parameter.accessibility.is_some() || parameter.readonly || parameter.r#override;
            match &parameter.pattern {
                _ if !is_property => {}
                BindingPattern::BindingIdentifier(id) => {
                    let name = self.text(id.span);
                    fields.push_str(&format!(" {name};"));
                    text.push_str(&format!(" this.{name} = {name};"));
                }
                other => self.refuse(other.span(), "a parameter property is one name"),
            }
        }
        if text.is_empty() {
            return;
        }
        self.edits.replace(class..class, fields);
        let superior = body.statements.iter().find(|s| is_super_call(s));
        let (at, end) = match (superior, body.directives.last()) {
            (Some(call), _) => (call.span().end, ";"),
            (None, Some(directive)) => (directive.span.end, ";"),
            (None, None) => (body.span.start + 1, ""),
        };
        let at = at as usize;
        self.edits.replace(at..at, format!("{end}{text}"));
    }

    /// `import x = require("y")`.
    pub(super) fn import_equals(&mut self, it: &TSImportEqualsDeclaration<'_>, whole: Span) {
        if it.import_kind == ImportOrExportKind::Type {
            self.erase_statement(whole);
            return;
        }
        let TSModuleReference::ExternalModuleReference(module) = &it.module_reference else {
            self.refuse(
                it.span,
                "an import that names a namespace is not supported here",
            );
            return;
        };
        let (name, module) = (self.text(it.id.span), self.text(module.expression.span));
        self.edits
            .replace(range(whole), format!("const {name} = require({module});"));
    }

    pub(super) fn module(&mut self, it: &ModuleDeclaration<'_>) {
        match it {
            ModuleDeclaration::ImportDeclaration(it) => self.import(it),
            ModuleDeclaration::ExportDeclaration(it) => {
                let inside = it.declaration.span();
                self.edits
                    .blank(it.span.start as usize..inside.start as usize);
                self.declaration(&it.declaration, it.span);
            }
            ModuleDeclaration::ExportDefaultDeclaration(it) => self.export_default(it),
            ModuleDeclaration::ExportFromDeclaration(it)
                if it.export_kind != ImportOrExportKind::Type =>
            {
                self.refuse(
                    it.span,
                    "a program is one file here; it has nothing to export from",
                );
            }
            ModuleDeclaration::ExportAllDeclaration(it)
                if it.export_kind != ImportOrExportKind::Type =>
            {
                self.refuse(
                    it.span,
                    "a program is one file here; it has nothing to export from",
                );
            }
            // What is exported by name is there already; nobody imports it.
            other => self.erase_statement(other.span()),
        }
    }

    fn export_default(&mut self, it: &ExportDefaultDeclaration<'_>) {
        let inside = it.declaration.span().start as usize;
        let head = it.span.start as usize..inside;
        let is_named = match &it.declaration {
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {
                self.erase_statement(it.span);
                return;
            }
            ExportDefaultDeclarationKind::FunctionDeclaration(f) if f.body.is_none() => {
                self.erase_statement(it.span);
                return;
            }
            ExportDefaultDeclarationKind::FunctionDeclaration(f) => f.id.is_some(),
            ExportDefaultDeclarationKind::ClassDeclaration(c) => c.id.is_some(),
            _ => false,
        };
        if is_named {
            self.edits.blank(head);
        } else {
            self.edits.replace(head, ";void ");
        }
        walk::walk_export_default_declaration(self, it);
    }

    /// `import` becomes `require`, names that are types alone left out.
    fn import(&mut self, it: &ImportDeclaration<'_>) {
        let is_type = |kind: ImportOrExportKind| kind == ImportOrExportKind::Type;
        let module = self.text(it.source.span);
        let Some(specifiers) = &it.specifiers else {
            self.edits
                .replace(range(it.span), format!("require({module});"));
            return;
        };
        let (mut whole, mut names) = (Vec::new(), Vec::new());
        for specifier in specifiers {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(s) if is_type(s.import_kind) => {}
                ImportDeclarationSpecifier::ImportSpecifier(s) => {
                    let (from, to) = (self.text(s.imported.span()), self.text(s.local.span));
                    names.push(if from == to {
                        to.to_owned()
                    } else {
                        format!("{from}: {to}")
                    });
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(s) => {
                    whole.push(self.text(s.local.span).to_owned());
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(s) => {
                    whole.push(self.text(s.local.span).to_owned());
                }
            }
        }
        if is_type(it.import_kind) || (whole.is_empty() && names.is_empty()) {
            self.erase_statement(it.span);
            return;
        }
        if !names.is_empty() {
            whole.push(format!("{{ {} }}", names.join(", ")));
        }
        let parts: Vec<String> = whole
            .iter()
            .map(|name| format!("{name} = require({module})"))
            .collect();
        self.edits
            .replace(range(it.span), format!("const {};", parts.join(", ")));
    }
}

fn is_super_call(statement: &Statement<'_>) -> bool {
    let Statement::ExpressionStatement(statement) = statement else {
        return false;
    };
    matches!(&statement.expression, Expression::CallExpression(call)
        if matches!(call.callee, Expression::Super(_)))
}
