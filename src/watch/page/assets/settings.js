// The settings view: profile, fields and text.
import { attempt, element, find, tell } from './dom.js';
import * as fields from './fields.js';
import { get, post } from './server.js';
import * as text from './text.js';

const AUTOMATIC = '\u0001', NONE = '';

export function start() {
  find('profile-form').addEventListener('submit', useProfile);
  for (const input of document.querySelectorAll('[name=editor]'))
    input.addEventListener('change', () => choose(input.value));
  fields.start(load, async () => text.show(await get('/api/settings')));
  text.start(load);
}

export function open() {
  if (!fields.changed() && !text.changed()) load();
}

function choose(editor) {
  find('fields-form').hidden = editor !== 'fields';
  find('text-form').hidden = editor !== 'text';
}

async function load() {
  const settings = await attempt('fields-result', () => get('/api/settings'));
  if (settings === null) return;
  showProfiles(settings);
  showNotes(settings);
  fields.show(settings);
  text.show(settings);
}

function showProfiles({ profiles, active_profile_id: active, automatic }) {
  const options = [[AUTOMATIC, 'The profile that fits the window’s title'], [NONE, 'The file’s own'],
    ...profiles.map(({ id, name, window_title_pattern: pattern }) =>
      [id, pattern ? `${name} (${pattern})` : name])];
  find('profile').replaceChildren(...options.map(([value, name]) => element('option', { value }, name)));
  find('profile').value = automatic ? AUTOMATIC : active;
}

async function useProfile(event) {
  event.preventDefault();
  const chosen = find('profile').value;
  const values = { enable_auto_profile_switching: chosen === AUTOMATIC };
  if (chosen !== AUTOMATIC) values.active_profile_id = chosen;
  const answer = await attempt('profile-result', () => post('/api/values', { values, profile_id: '' }));
  if (answer === null) return;
  tell('profile-result', 'In use as soon as the watcher has read the file.', 'good');
  setTimeout(open, 1000);
}

function showNotes({ notes, path, profile_id: profile, profiles }) {
  const name = profiles.find(({ id }) => id === profile)?.name;
  find('settings-target').textContent = name ? `${path}, profile ${name}` : path;
  find('settings-notes').replaceChildren(...notes.map((note) => element('li', {}, note)));
  find('settings-notes').hidden = notes.length === 0;
}
