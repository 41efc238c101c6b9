// A schema as a tree that people read: names, types, limits, and what each field is.

import { h } from '/js/dom.js';
import { whole } from '/js/format.js';
import { t } from '/js/texts.js';

function resolved(document, schema) {
  if (!schema.$ref) return schema;
  const named = schema.$ref.split('/').at(-1);
  return { ...document.components.schemas[named], named, ...(schema.description && { description: schema.description }) };
}

/** The schema of what may be absent as null, without the null. */
function present(document, schema) {
  const others = schema.oneOf?.filter(({ type }) => type !== 'null') ?? [];
  const isOptional = schema.oneOf && others.length < schema.oneOf.length;
  if (isOptional && others.length === 1) return { ...resolved(document, others[0]), orNull: true };
  if (isOptional) return { ...schema, oneOf: others, orNull: true };
  return schema;
}

function kindOf(document, schema) {
  const { type, items, named, oneOf, format } = schema;
  const choices = schema.enum;
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  if (type === 'array') {
    const inner = resolved(document, items);
    return t('docs.list_of', { kind: kindOf(document, inner) });
  }
  if (oneOf) return t('docs.one_of');
  if (format === 'date-time') return t('docs.moment');
  const kinds = [type].flat().filter((kind) => kind !== 'null');
  return named ?? kinds.map((kind) => t(`docs.type_${kind}`)).join(' | ');
}

/** The limits that are worth reading: those of every amount are said once, in the lead. */
function limitsOf({ minimum, maximum, minItems, maxItems }) {
  const [least, most] = [minimum ?? minItems, maximum ?? maxItems];
  if (most === undefined || most === Number.MAX_SAFE_INTEGER) return '';
  return t('docs.from_to', { least: whole(least ?? 0), most: whole(most) });
}

function field(document, name, given, isRequired) {
  const schema = present(document, resolved(document, given));
  const isNull = schema.orNull || (Array.isArray(schema.type) && schema.type.includes('null'));
  const notes = [limitsOf(schema), isNull && t('docs.or_null'), !isRequired && t('docs.optional')];
  return h(
    'li',
    {},
    h(
      'p',
      { class: 'field-line' },
      h('code', {}, name),
      h('span', { class: 'kind' }, kindOf(document, schema)),
      notes.filter(Boolean).map((note) => h('span', { class: 'note' }, note)),
    ),
    (given.description || schema.description) && h('p', { class: 'note' }, given.description ?? schema.description),
    inner(document, schema),
  );
}

function inner(document, schema) {
  if (schema.type === 'array') return inner(document, present(document, resolved(document, schema.items)));
  if (schema.oneOf) {
    const choices = schema.oneOf.map((choice) => present(document, resolved(document, choice)));
    return h('ul', { class: 'choices' }, choices.map((choice) => choiceOf(document, choice)));
  }
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return null;
  const required = new Set(schema.required ?? []);
  return h('ul', {}, fields.map(([name, given]) => field(document, name, given, required.has(name))));
}

function choiceOf(document, choice) {
  const inside = inner(document, choice);
  return h('li', {}, inside ?? h('span', { class: 'kind' }, kindOf(document, choice)));
}

/** A schema, as a tree. */
export function shapeOf(document, schema) {
  const whole = resolved(document, schema);
  const about = whole.description && h('p', { class: 'note' }, whole.description);
  return h('div', { class: 'shape' }, about, inner(document, whole));
}
