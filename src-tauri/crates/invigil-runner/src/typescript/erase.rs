//! The walk over the tree: what only types need is blanked out.

use std::ops::Range;

use oxc_ast::ast::{
    AccessorProperty, ArrowFunctionExpression, Class, ClassElement, Declaration, FormalParameter,
    MethodDefinition, MethodDefinitionKind, MethodDefinitionType, PropertyDefinition,
    PropertyDefinitionType, Statement, TSAsExpression, TSClassImplements, TSIndexSignature,
    TSInstantiationExpression, TSNamespaceDeclarationBody, TSNonNullExpression,
    TSSatisfiesExpression, TSThisParameter, TSTypeAnnotation, TSTypeAssertion,
    TSTypeParameterDeclaration, TSTypeParameterInstantiation, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};

use super::edits::Edits;

/// Words before a member's or parameter's name that JavaScript does not know.
const MODIFIERS: &[&str] = &[
    "public",
    "private",
    "protected",
    "readonly",
    "override",
    "abstract",
    "declare",
];

/// Blanks types out; the first thing it cannot take off ends up in `refused`.
pub(super) struct Eraser<'s> {
    pub(super) edits: Edits<'s>,
    pub(super) refused: Option<(usize, &'static str)>,
}

pub(super) fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

impl Eraser<'_> {
    pub(super) fn refuse(&mut self, span: Span, what: &'static str) {
        self.refused.get_or_insert((span.start as usize, what));
    }

    pub(super) fn erase(&mut self, span: Span) {
        self.edits.blank(range(span));
    }

    pub(super) fn erase_statement(&mut self, span: Span) {
        self.edits.blank_statement(range(span));
    }

    /// A declaration with the statement round it, `export` included.
    pub(super) fn declaration(&mut self, it: &Declaration<'_>, whole: Span) {
        match it {
            Declaration::TSTypeAliasDeclaration(_)
            | Declaration::TSInterfaceDeclaration(_)
            | Declaration::TSExternalModuleDeclaration(_)
            | Declaration::TSGlobalDeclaration(_) => self.erase_statement(whole),
            Declaration::TSNamespaceDeclaration(it) if it.declare || has_types_alone(&it.body) => {
                self.erase_statement(whole);
            }
            Declaration::TSNamespaceDeclaration(it) => {
                self.refuse(it.span, "namespaces are not supported here; use an object");
            }
            Declaration::TSEnumDeclaration(it) if it.declare => self.erase_statement(whole),
            Declaration::TSEnumDeclaration(it) => self.enumeration(it),
            Declaration::TSImportEqualsDeclaration(it) => self.import_equals(it, whole),
            Declaration::VariableDeclaration(it) if it.declare => self.erase_statement(whole),
            Declaration::FunctionDeclaration(it) if it.declare || it.body.is_none() => {
                self.erase_statement(whole);
            }
            Declaration::ClassDeclaration(it) if it.declare => self.erase_statement(whole),
            _ => walk::walk_declaration(self, it),
        }
    }

    fn after_decorators(start: u32, decorators: &[oxc_ast::ast::Decorator<'_>]) -> usize {
        decorators.last().map_or(start, |d| d.span.end) as usize
    }

    /// Where a key ends, the bracket of a computed one included.
    fn after_key(&self, key: Span, computed: bool) -> usize {
        let end = key.end as usize;
        match self.edits.next(end) {
            Some((at, b']')) if computed => at + 1,
            _ => end,
        }
    }

    fn take_off(&mut self, expression: Span, whole: Span) {
        self.edits
            .blank(expression.end as usize..whole.end as usize);
    }
}

impl<'a> Visit<'a> for Eraser<'_> {
    fn visit_statement(&mut self, it: &Statement<'a>) {
        if let Some(declaration) = it.as_declaration() {
            self.declaration(declaration, it.span());
        } else if let Some(module) = it.as_module_declaration() {
            self.module(module);
        } else {
            walk::walk_statement(self, it);
        }
        self.edits.end_statement(&range(it.span()));
    }

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.erase(it.span);
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.erase(it.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.erase(it.span);
    }

    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}

    fn visit_ts_index_signature(&mut self, it: &TSIndexSignature<'a>) {
        self.erase_statement(it.span);
    }

    fn visit_ts_this_parameter(&mut self, it: &TSThisParameter<'a>) {
        self.erase(it.span);
        self.edits.blank_next(it.span.end as usize, b',');
    }

    fn visit_ts_as_expression(&mut self, it: &TSAsExpression<'a>) {
        self.visit_expression(&it.expression);
        self.take_off(it.expression.span(), it.span);
    }

    fn visit_ts_satisfies_expression(&mut self, it: &TSSatisfiesExpression<'a>) {
        self.visit_expression(&it.expression);
        self.take_off(it.expression.span(), it.span);
    }

    fn visit_ts_non_null_expression(&mut self, it: &TSNonNullExpression<'a>) {
        self.visit_expression(&it.expression);
        self.take_off(it.expression.span(), it.span);
    }

    fn visit_ts_instantiation_expression(&mut self, it: &TSInstantiationExpression<'a>) {
        self.visit_expression(&it.expression);
        self.take_off(it.expression.span(), it.span);
    }

    fn visit_ts_type_assertion(&mut self, it: &TSTypeAssertion<'a>) {
        self.edits
            .blank(it.span.start as usize..it.expression.span().start as usize);
        self.visit_expression(&it.expression);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if it.definite {
            self.edits.blank_next(it.id.span().end as usize, b'!');
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        let start = Self::after_decorators(it.span.start, &it.decorators);
        let pattern = range(it.pattern.span());
        self.edits.blank_words(start..pattern.start, MODIFIERS);
        if it.optional {
            self.edits.blank_next(pattern.end, b'?');
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        if let Some(types) = &it.return_type {
            let bracket = it.params.span.end as usize - 1;
            let types = range(types.span);
            let text = &self.edits.source()[types.clone()];
            if text.contains('\n') {
                // No line may end between the bracket and the arrow, so the bracket moves.
                let lines = "\n".repeat(text.matches('\n').count());
                self.edits.replace(bracket..types.end, format!("{lines})"));
            }
        }
        walk::walk_arrow_function_expression(self, it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        let name = it.id.as_ref().map_or(it.body.span, |id| id.span);
        let start = Self::after_decorators(it.span.start, &it.decorators);
        self.edits
            .blank_words(start..name.start as usize, &["abstract", "declare"]);
        if let (Some(first), Some(last)) = (it.implements.first(), it.implements.last()) {
            let before = self.edits.source()[..first.span.start as usize].rfind("implements");
            self.edits
                .blank(before.unwrap_or(first.span.start as usize)..last.span.end as usize);
        }
        let constructor = it.body.body.iter().find_map(|element| match element {
            ClassElement::MethodDefinition(method)
                if method.kind == MethodDefinitionKind::Constructor
                    && method.value.body.is_some() =>
            {
                Some(&method.value)
            }
            _ => None,
        });
        if let Some(constructor) = constructor {
            self.parameter_properties(constructor, it.body.span.start as usize + 1);
        }
        walk::walk_class(self, it);
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        let is_abstract = it.r#type == MethodDefinitionType::TSAbstractMethodDefinition;
        if is_abstract || it.value.body.is_none() {
            self.erase_statement(it.span);
            return;
        }
        let start = Self::after_decorators(it.span.start, &it.decorators);
        let key = it.key.span();
        self.edits.blank_words(start..key.start as usize, MODIFIERS);
        if it.optional {
            let end = self.after_key(key, it.computed);
            self.edits.blank_next(end, b'?');
        }
        walk::walk_method_definition(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        let is_abstract = it.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition;
        if is_abstract || it.declare {
            self.erase_statement(it.span);
            return;
        }
        let start = Self::after_decorators(it.span.start, &it.decorators);
        let key = it.key.span();
        self.edits.blank_words(start..key.start as usize, MODIFIERS);
        let end = self.after_key(key, it.computed);
        if it.optional {
            self.edits.blank_next(end, b'?');
        }
        if it.definite {
            self.edits.blank_next(end, b'!');
        }
        walk::walk_property_definition(self, it);
        self.edits.end_statement(&range(it.span));
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        let start = Self::after_decorators(it.span.start, &it.decorators);
        self.edits
            .blank_words(start..it.key.span().start as usize, MODIFIERS);
        walk::walk_accessor_property(self, it);
    }
}

/// Whether nothing of a namespace runs.
fn has_types_alone(body: &TSNamespaceDeclarationBody<'_>) -> bool {
    match body {
        TSNamespaceDeclarationBody::TSNamespaceDeclaration(it) => has_types_alone(&it.body),
        TSNamespaceDeclarationBody::TSModuleBlock(block) => block.body.iter().all(is_type),
    }
}

fn is_type(statement: &Statement<'_>) -> bool {
    let declaration = match statement {
        Statement::EmptyStatement(_) => return true,
        Statement::ExportDeclaration(it) => Some(&it.declaration),
        other => other.as_declaration(),
    };
    match declaration {
        Some(Declaration::TSTypeAliasDeclaration(_) | Declaration::TSInterfaceDeclaration(_)) => {
            true
        }
        Some(Declaration::TSNamespaceDeclaration(it)) => has_types_alone(&it.body),
        _ => false,
    }
}
