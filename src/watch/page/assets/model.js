// The model in use, another one, and both side by side.
import { attempt, bytes, element, fileName, find, milliseconds, tell, write } from './dom.js';
import { get, post } from './server.js';

let used = '';

export function start() {
  find('model-form').addEventListener('submit', use);
  find('compare').addEventListener('click', compare);
  find('model-other').addEventListener('input', () => {
    for (const input of document.querySelectorAll('[name=model]')) input.checked = false;
  });
}

export function show(status) {
  const { model } = status.figures;
  write('model-detector', status.detector || 'none');
  write('model-path', model?.path ?? 'none: the icons are compared');
  write('model-size', model ? bytes(model.size_bytes) : '–');
  write('model-load', model ? milliseconds(model.load_ms) : '–');
  if (model?.path === used) return;
  used = model?.path ?? '';
  if (!find('model').hidden) open();
}

export async function open() {
  const answer = await attempt('model-result', () => get('/api/settings'));
  if (answer === null) return;
  const options = answer.models.map((path) => {
    const input = element('input', { type: 'radio', name: 'model', value: path });
    input.addEventListener('change', () => { find('model-other').value = ''; });
    const note = path === used ? element('span', { class: 'soft' }, 'in use') : '';
    return element('label', { class: 'option' }, input, element('b', {}, fileName(path)), note);
  });
  find('models').replaceChildren(find('models').querySelector('legend'), ...options);
  find('models').hidden = options.length === 0;
}

function chosen() {
  const path = find('model-other').value.trim()
    || document.querySelector('[name=model]:checked')?.value || '';
  if (!path) tell('model-result', 'Choose a model first.', 'bad');
  return path;
}

async function use(event) {
  event.preventDefault();
  const path = chosen();
  if (!path) return;
  const answer = await attempt('model-result', () => post('/api/model', { path }));
  if (answer !== null) tell('model-result', `${fileName(path)} takes over between two frames`, 'good');
}

async function compare() {
  const path = chosen();
  if (!path) return;
  find('trial').hidden = true;
  find('compare').disabled = true;
  tell('model-result', 'Running both models…');
  const trial = await attempt('model-result', () => post('/api/trial', { path }));
  find('compare').disabled = false;
  if (trial === null) return;
  tell('model-result', '');
  showTrial(trial);
}

function showTrial(trial) {
  const [a, b] = trial.models;
  const rows = [
    wordRow('File', fileName(a.path), fileName(b.path)),
    wordRow('Runs on', runtime(a), runtime(b)),
    ratioRow('CPU time, p50', a.times.p50_ms, b.times.p50_ms, milliseconds),
    ratioRow('CPU time, p90', a.times.p90_ms, b.times.p90_ms, milliseconds),
    ratioRow('CPU time, p99', a.times.p99_ms, b.times.p99_ms, milliseconds),
    ratioRow('Size', a.size_bytes, b.size_bytes, bytes),
    ratioRow('CPU time to load', a.load_ms, b.load_ms, milliseconds),
  ];
  if (trial.labelled > 0) {
    const right = (model) => `${model.right} of ${trial.labelled}`;
    rows.push(row('Labelled frames right', right(a), right(b)));
  }
  find('trial').querySelector('tbody').replaceChildren(...rows);
  const frames = trial.frames === 1 ? 'one frame' : `${trial.frames} frames`;
  write('trial-note', `On ${frames}; both say the same of ${trial.agreeing}. `
    + (trial.labelled > 0 ? '' : 'Label frames in the live view to see which model is right.'));
  find('trial').hidden = false;
}

const runtime = (model) => model.detector.split(' on ').at(-1);

const row = (name, ...cells) => element('tr', {}, element('th', { scope: 'row' }, name),
  ...[...cells, ''].slice(0, 3).map((cell) => element('td', {}, cell)));

function wordRow(name, ...words) {
  const made = row(name, ...words);
  for (const cell of made.querySelectorAll('td')) cell.classList.add('words');
  return made;
}

function ratioRow(name, a, b, format) {
  const made = row(name, format(a), format(b));
  const ratio = b / a;
  const look = ratio < 0.98 ? 'better' : ratio > 1.02 ? 'worse' : '';
  made.lastChild.textContent = ratio.toFixed(2);
  made.lastChild.className = look;
  return made;
}
