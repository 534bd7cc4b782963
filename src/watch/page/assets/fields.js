// The settings as fields, one for every key.
import { attempt, element, find, tell } from './dom.js';
import { post, Refusal } from './server.js';

// The first key of each group, in the order in which the watcher lists them.
const GROUPS = {
  game_window_title: 'Window and region', detection_method: 'Detection', auto_sprint: 'Keys and actions',
  enable_detection_cache: 'Figures and log', test_mode: 'Test',
};
const ELSEWHERE = ['active_profile_id', 'enable_auto_profile_switching'];

let keys = [], profile = '', reload, saved;

const input = (key) => find(`set-${key.name}`);

// `load` shows all of the settings anew; `afterSave` what else shows them.
export function start(load, afterSave) {
  reload = load;
  saved = afterSave;
  find('fields').addEventListener('input', refresh);
  find('fields').addEventListener('change', check);
  find('find').addEventListener('input', filter);
  find('fields-form').addEventListener('submit', save);
  find('fields-discard').addEventListener('click', discard);
}

export const changed = () => changes().length > 0;

export function show(settings) {
  keys = settings.keys.filter(({ name }) => !ELSEWHERE.includes(name));
  profile = settings.profile_id;
  find('fields').replaceChildren(...keys.flatMap((key) => {
    const heading = GROUPS[key.name] ? [element('h3', {}, GROUPS[key.name])] : [];
    return [...heading, setting(key)];
  }));
  filter();
  refresh();
}

function setting(key) {
  const id = `set-${key.name}`;
  const control = makeInput(key, { id, 'aria-describedby': `about-${key.name} fault-${key.name}` });
  const about = `${key.meaning} ${limits(key)}`;
  return element('div', { class: 'setting', id: `setting-${key.name}` },
    element('label', { for: id }, element('span', {}, key.name),
      element('span', { class: 'soft', id: `about-${key.name}` }, about)),
    element('div', { class: 'value' }, control),
    element('p', { class: 'fault', id: `fault-${key.name}`, role: 'alert', hidden: true }));
}

const limits = (key) => (key.kind === 'flag' ? '' : `Limits: ${key.limits}.`);

function makeInput(key, attributes) {
  if (key.kind === 'choice') {
    const options = key.choices.map((value) => element('option', { value }, value));
    const made = element('select', attributes, ...options);
    made.value = key.value;
    return made;
  }
  if (key.kind === 'flag')
    return element('input', { ...attributes, type: 'checkbox', checked: key.value });
  const numeric = key.kind === 'whole' || key.kind === 'number';
  return element('input', {
    ...attributes, type: 'text', value: key.value ?? '', spellcheck: 'false', autocomplete: 'off',
    inputmode: numeric ? 'decimal' : 'text',
  });
}

// What stands in the field, as the file would hold it; text where it is no number, for the watcher
// to refuse.
function valueOf(key) {
  if (key.kind === 'flag') return input(key).checked;
  const text = input(key).value;
  if (key.kind === 'optional' && text === '') return null;
  const numeric = key.kind === 'whole' || key.kind === 'number';
  return numeric && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const changes = () => keys.filter((key) => input(key) && valueOf(key) !== key.value);

function refresh() {
  const now = changes();
  for (const key of keys) find(`setting-${key.name}`).classList.toggle('changed', now.includes(key));
  for (const id of ['fields-save', 'fields-discard']) find(id).hidden = now.length === 0;
  if (now.length > 0) tell('fields-result', now.length === 1 ? 'One change' : `${now.length} changes`);
  else if (!find('fields-result').classList.contains('good')) tell('fields-result', '');
}

function filter() {
  const words = find('find').value.toLowerCase().split(/\s+/);
  for (const key of keys) {
    const text = `${key.name} ${key.meaning}`.toLowerCase();
    find(`setting-${key.name}`).hidden = !words.every((word) => text.includes(word));
  }
  for (const heading of document.querySelectorAll('#fields h3')) heading.hidden = words.some(Boolean);
}

// `faults`: { key, error } each.
function markFaults(faults) {
  for (const key of keys) {
    const wrong = faults.filter((fault) => fault.key === key.name);
    input(key).setAttribute('aria-invalid', String(wrong.length > 0));
    find(`fault-${key.name}`).textContent = wrong.map((fault) => fault.error).join('; ');
    find(`fault-${key.name}`).hidden = wrong.length === 0;
  }
}

const changedValues = () => Object.fromEntries(changes().map((key) => [key.name, valueOf(key)]));

// Says what is wrong as soon as a field is left.
async function check() {
  const values = changedValues();
  if (Object.keys(values).length === 0) return markFaults([]);
  const faults = await post('/api/settings/check', { values, profile_id: profile })
    .then(() => [], (error) => error.faults ?? []);
  if (JSON.stringify(values) === JSON.stringify(changedValues())) markFaults(faults);
}

async function save(event) {
  event.preventDefault();
  markFaults([]);
  try {
    await post('/api/values', { values: changedValues(), profile_id: profile });
  } catch (error) {
    refuse(error);
    return;
  }
  for (const key of changes()) key.value = valueOf(key);
  tell('fields-result', 'Saved', 'good');
  const onButton = document.activeElement === find('fields-save');
  refresh();
  if (onButton) find('fields-result').focus();  // the button is gone
  await attempt('fields-result', saved);
}

function refuse(error) {
  const faults = error instanceof Refusal ? error.faults : [];
  const fields = keys.filter((key) => faults.some((fault) => fault.key === key.name));
  if (fields.length === 0) {
    tell('fields-result', error.line ? `Line ${error.line} of the file: ${error.message}` : error.message, 'bad');
    return;
  }
  markFaults(faults);
  tell('fields-result', 'Nothing was saved', 'bad');
  for (const field of fields) find(`setting-${field.name}`).hidden = false;
  input(fields[0]).focus();
}

async function discard() {
  markFaults([]);
  tell('fields-result', '');
  await attempt('fields-result', reload);
}
