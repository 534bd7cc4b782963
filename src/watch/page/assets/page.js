// Starts the page: tabs, the regular look at the watcher, pause.
import { attempt, find, write } from './dom.js';
import * as live from './live.js';
import * as model from './model.js';
import * as region from './region.js';
import { get, post, Refusal } from './server.js';
import * as settings from './settings.js';

// By this the watcher knows the page's window, and takes it for no game: so it names none.
const TITLE = 'Sprint Manager';
const VIEWS = ['live', 'region', 'model', 'settings'];
const LIVE_MS = 250, OTHER_MS = 1000, LOST_MS = 2000;
const ACTIVITIES = { watching: 'Watching', paused: 'Paused', waiting: 'Waiting' };

let view = 'live', timer = 0, uptime = 0, busy = false;

function open(name) {
  view = name;
  for (const other of VIEWS) {
    const tab = find(`tab-${other}`);
    tab.setAttribute('aria-selected', String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
    find(other).hidden = other !== name;
  }
  if (name === 'region') region.open();
  if (name === 'model') model.open();
  if (name === 'settings') settings.open();
  look();
}

function moveTab(event) {
  const at = VIEWS.indexOf(view);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  open(VIEWS.at(next % VIEWS.length));
  find(`tab-${view}`).focus();
}

// Looks now, and again after a while: not at all while nobody sees the page.
async function look() {
  clearTimeout(timer);
  if (document.hidden || busy) return;
  busy = true;
  let wait = view === 'live' ? LIVE_MS : OTHER_MS;
  try {
    await show(await get(`/api/status?after=${live.lastPoint()}`));
  } catch (error) {
    showLost(error);
    wait = LOST_MS;
  }
  busy = false;
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

async function show(status) {
  if (status.figures.uptime_s < uptime) live.forget();
  uptime = status.figures.uptime_s;
  showActivity(status);
  model.show(status);
  region.show(status);
  if (view === 'live') await live.show(status);
}

function showActivity(status) {
  const pill = find('activity');
  if (!pill.classList.contains(status.activity)) pill.className = `pill ${status.activity}`;
  write('activity', ACTIVITIES[status.activity]);
  write('window-title', status.window_title || 'No window');
  const pause = find('pause');
  pause.disabled = false;
  write('pause', status.activity === 'paused' ? 'Resume' : 'Pause');
  const wrong = status.settings_error;
  trouble(wrong ? `The settings file is not in use: ${wrong}` : status.reason, !wrong);
  document.title = `${TITLE} – ${{ on: 'on', off: 'off', unknown: '?' }[status.state]}`;
}

function showLost(error) {
  const refused = error instanceof Refusal;
  find('activity').className = 'pill lost';
  write('activity', refused ? 'Refused' : 'Lost');
  find('pause').disabled = true;
  trouble(refused ? error.message : 'The watcher does not answer. Trying again.', false);
}

function trouble(text, waiting) {
  find('trouble').hidden = !text;
  find('trouble').classList.toggle('wait', waiting);
  write('trouble', text);
}

async function togglePause() {
  const paused = find('pause').textContent === 'Pause';
  await attempt('trouble', () => post('/api/pause', { paused }));
  look();
}

for (const name of VIEWS) find(`tab-${name}`).addEventListener('click', () => open(name));
document.querySelector('[role=tablist]').addEventListener('keydown', moveTab);
document.addEventListener('visibilitychange', look);
find('pause').addEventListener('click', togglePause);
live.start(look);
region.start();
model.start();
settings.start();
look();
