// The settings file as text, checked while it is typed.
import { element, find, tell } from './dom.js';
import { post } from './server.js';

const CHECK_MS = 400;

let loaded = '', version = '', reload, timer = 0, wrongLines = [];

const area = () => find('text');

export function start(load) {
  reload = load;
  area().addEventListener('input', edited);
  area().addEventListener('scroll', () => { find('gutter').scrollTop = area().scrollTop; });
  find('text-form').addEventListener('submit', save);
  find('text-reload').addEventListener('click', () => { loaded = area().value; reload(); });
}

export const changed = () => area().value !== loaded;

export function show(settings) {
  if (changed()) return;
  ({ text: loaded, version } = settings);
  area().value = loaded;
  showFault(settings.fault);
  find('text-save').disabled = true;
}

function edited() {
  find('text-save').disabled = !changed();
  tell('text-result', changed() ? 'Not saved yet' : '');
  showLines();
  clearTimeout(timer);
  timer = setTimeout(check, CHECK_MS);
}

async function check() {
  const text = area().value;
  const fault = await post('/api/settings/check', { text }).then(() => null, (error) => error);
  if (text === area().value) showFault(fault);
}

async function save(event) {
  event.preventDefault();
  clearTimeout(timer);
  const text = area().value;
  try {
    ({ version } = await post('/api/settings', { text, version }));
  } catch (error) {
    showFault(error);
    tell('text-result', 'Nothing was saved', 'bad');
    if (error.line) goTo(error.line);
    return;
  }
  loaded = text;
  showFault(null);
  find('text-save').disabled = !changed();
  tell('text-result', 'Saved', 'good');
  reload();
}

function showLines() {
  const lines = area().value.split('\n').map((_, i) =>
    element('span', wrongLines.includes(i + 1) ? { class: 'wrong' } : {}, String(i + 1)));
  find('gutter').replaceChildren(...lines);
  find('gutter').scrollTop = area().scrollTop;
}

// `refusal`: null, or { message, line, key, faults }.
function showFault(refusal) {
  const faults = refusal?.faults?.length ? refusal.faults : refusal ? [{ ...refusal, error: refusal.message }] : [];
  wrongLines = faults.map((fault) => fault.line);
  showLines();
  area().setAttribute('aria-invalid', String(faults.length > 0));
  find('text-fault').hidden = faults.length === 0;
  find('text-fault').replaceChildren(...faults.map(faultLine));
}

function faultLine({ line, key, error }) {
  const message = key ? `${key}: ${error}` : error;
  if (!line) return element('span', {}, message);
  const go = element('button', { type: 'button', class: 'linklike' }, `Line ${line}`);
  go.addEventListener('click', () => goTo(line));
  return element('span', {}, go, `: ${message}`);
}

function goTo(line) {
  const lines = area().value.split('\n');
  const begin = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area().focus();
  area().setSelectionRange(begin, begin + (lines[line - 1]?.length ?? 0));
  area().scrollTop = area().scrollHeight / lines.length * Math.max(line - 5, 0);
}
