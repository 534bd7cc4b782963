// The live view: state, picture, figures and charts.
import { Chart } from './chart.js';
import { attempt, bytes, duration, element, find, milliseconds, percent, tell, write } from './dom.js';
import { picture, post } from './server.js';

const STATES = { on: 'Sprint is on', off: 'Sprint is off', unknown: 'No state yet' };
const COUNTERS = {
  frames: 'Frames', unchanged: 'Frames without change', detections: 'Detections',
  changes: 'Changes of state', key_presses: 'Key presses', capture_errors: 'Failed captures',
  absences: 'Times without a window',
};
const STAGES = { capture: 'Capture', infer: 'Detect', act: 'Act', whole: 'Whole' };
const KEPT = 600;  // points

let latency, cpu, points = [], seenFrame = 0, shownFrame = 0;

export const lastPoint = () => points.at(-1)?.number ?? 0;

export function start(refresh) {
  latency = new Chart(find('latency-chart'), 'Time per frame',
    [{ key: 'p50_ms', name: 'p50', look: 'first' }, { key: 'p99_ms', name: 'p99', look: 'second' }],
    milliseconds, 0.1);
  cpu = new Chart(find('cpu-chart'), 'CPU, share of one core',
    [{ key: 'cpu_percent', name: 'CPU', look: 'first' }],
    (value) => (value === null ? '–' : percent(value)), 1);
  for (const button of document.querySelectorAll('button.label'))
    button.addEventListener('click', () => label(button.dataset.label));
  find('bind-class').addEventListener('click', bindClass);
  find('auto-sprint').addEventListener('change', (event) => setAutoSprint(event.target, refresh));
}

// From now on no other program's window is the game's; the file itself says which window is.
async function bindClass({ target }) {
  const values = { game_window_class: target.dataset.name };
  const answer = await attempt('auto-sprint-result', () => post('/api/values', { values, profile_id: '' }));
  if (answer !== null) tell('auto-sprint-result', `Keys go into windows of class ${target.dataset.name} only`, 'good');
}

async function label(name) {
  const answer = await attempt('label-result',
    () => post('/api/label', { label: name, shown_frame: shownFrame }));
  if (answer === null) return;
  const what = answer.new ? `Saved as ${name}` : `Known as ${name} already`;
  const samples = answer.samples === 1 ? 'one sample' : `${answer.samples} samples`;
  tell('label-result', `${what}: ${samples} in ${answer.folder}`, 'good');
}

async function setAutoSprint(box, refresh) {
  const values = { auto_sprint: box.checked };
  tell('auto-sprint-result', '');
  const answer = await attempt('auto-sprint-result',
    () => post('/api/values', { values, profile_id: box.dataset.profile }));
  if (answer === null) box.checked = !box.checked;
  box.dataset.until = String(performance.now() + 2000);  // the watcher reads the file again by then
  refresh();
}

export async function show(status) {
  points = [...points, ...status.history].slice(-KEPT);
  showState(status);
  showFacts(status);
  showStages(status.figures.stages);
  showCounters(status.figures.counters);
  latency.draw(points, status.figures.uptime_s);
  cpu.draw(points, status.figures.uptime_s);
  if (status.frame_number !== seenFrame) await showFrame(status.frame_number);
}

// After the watcher was started anew, or after it did not answer.
export function forget() {
  points = [];
  seenFrame = 0;
}

function showState(status) {
  find('state').className = `state ${status.state}`;
  write('state-text', STATES[status.state]);
  const known = status.frame_number > 0;
  const share = known ? (status.confidence * 100).toFixed(1) : '0';
  find('confidence').firstChild.style.width = `${share}%`;
  find('confidence').setAttribute('aria-valuenow', share);
  const said = status.active ? 'on' : 'off';
  write('confidence-text', known ? `${share}%` : '–');
  find('confidence-text').title = known ? `that sprint is ${said} in this frame` : '';
}

function showFacts(status) {
  const { figures } = status;
  const last = points.at(-1);
  const [x, y, width, height] = status.region;
  write('fact-detector', status.detector || 'none');
  write('fact-profile', status.profile_id || 'none');
  write('fact-region', `${width} × ${height} at ${x}, ${y}`);
  write('fact-rate', last ? `${last.frames_per_s.toFixed(1)} of ${status.capture_fps} per second`
    : `at most ${status.capture_fps} per second`);
  write('fact-cpu', last ? `${percent(last.cpu_percent)} of one core` : '–');
  write('fact-memory', `${bytes(figures.resident_bytes)}, at most ${bytes(figures.peak_resident_bytes)}`);
  write('fact-uptime', duration(figures.uptime_s));
  showAutoSprint(status);
}

function showAutoSprint(status) {
  const box = find('auto-sprint');
  box.disabled = false;
  box.dataset.profile = status.profile_id;
  if (performance.now() > Number(box.dataset.until ?? 0)) box.checked = status.auto_sprint;
  const bound = status.game_window_class;
  write('auto-sprint-key', `“${status.sprint_key}”, only into the focused game${bound && `, class ${bound}`}`);
  const bind = find('bind-class');
  bind.hidden = bound !== '' || status.window_class === '';
  bind.dataset.name = status.window_class;
  write('bind-class', `Press only into windows of class ${status.window_class}`);
}

function showStages(stages) {
  const rows = Object.entries(STAGES).map(([key, name]) => {
    const figures = ['p50_ms', 'p90_ms', 'p99_ms', 'max_ms'].map((figure) => stages[key][figure]);
    const cells = figures.map((value) => element('td', {}, milliseconds(value)));
    return element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
  });
  find('stages').tBodies[0].replaceChildren(...rows);
}

function showCounters(counters) {
  find('counters').replaceChildren(...Object.entries(COUNTERS).flatMap(([key, name]) =>
    [element('dt', {}, name), element('dd', {}, counters[key].toLocaleString('en'))]));
}

async function showFrame(number) {
  seenFrame = number;
  if (number === 0) return;
  const { url, number: shown } = await picture('/api/frame');
  const image = find('frame');
  URL.revokeObjectURL(image.src);
  image.src = url;
  shownFrame = shown;
  image.hidden = false;
  find('no-frame').hidden = true;
  for (const button of document.querySelectorAll('button.label')) button.disabled = false;
}
