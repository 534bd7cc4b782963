// Picking the watched region on a picture of the window.
import { attempt, find, tell } from './dom.js';
import { picture, post } from './server.js';

const FIELDS = ['roi-x', 'roi-y', 'roi-width', 'roi-height'];

let box = { x: 0, y: 0, width: 100, height: 100 };  // pixels of the window
let profile = '', touched = false;

const image = () => find('window-picture');

export function start() {
  find('take-picture').addEventListener('click', takePicture);
  find('region-form').addEventListener('submit', save);
  for (const id of FIELDS) find(id).addEventListener('input', readFields);
  find('stage').addEventListener('pointerdown', drag);
  find('selection').addEventListener('keydown', moveByKey);
  image().addEventListener('load', () => set(box));
}

export function open() {
  if (!image().src) takePicture();
}

// The region in use, until the user picks another one.
export function show(status) {
  profile = status.profile_id;
  if (touched) return;
  const [x, y, width, height] = status.region;
  set({ x, y, width, height });
}

async function takePicture() {
  const slow = setTimeout(() => say('Taking a picture of the window…', true), 300);
  try {
    const { url } = await picture('/api/window');
    URL.revokeObjectURL(image().src);
    image().src = url;
    find('stage').hidden = false;
    say('');
  } catch (error) {
    say(error.message);
  } finally {
    clearTimeout(slow);
  }
}

function say(text, waits = false) {
  const trouble = find('region-trouble');
  trouble.textContent = text;
  trouble.classList.toggle('wait', waits);
  trouble.hidden = text === '';
}

async function save(event) {
  event.preventDefault();
  if (!readFields()) return;
  const values = { roi_x: box.x, roi_y: box.y, roi_width: box.width, roi_height: box.height };
  const answer = await attempt('region-result', () => post('/api/values', { values, profile_id: profile }));
  if (answer === null) return;
  tell('region-result', `Watching ${box.width} × ${box.height} pixels at ${box.x}, ${box.y}`, 'good');
  setTimeout(() => { touched = false; }, 2000);  // the watcher reads the file again by then
}

// Takes the numbers if all are right; marks those that are not.
function readFields() {
  const inputs = FIELDS.map(find);
  for (const input of inputs) input.setAttribute('aria-invalid', String(!input.checkValidity()));
  if (!inputs.every((input) => input.checkValidity())) return false;
  const [x, y, width, height] = inputs.map((input) => Number(input.value));
  pick({ x, y, width, height });
  return true;
}

function pick(next) {
  touched = true;
  tell('region-result', '');
  set(next);
}

// Inside of the window where its size is known.
function set(next) {
  const { naturalWidth, naturalHeight } = image();
  const most = { width: naturalWidth || Infinity, height: naturalHeight || Infinity };
  const width = Math.min(Math.max(Math.round(next.width), 1), most.width);
  const height = Math.min(Math.max(Math.round(next.height), 1), most.height);
  box = {
    x: Math.min(Math.max(Math.round(next.x), 0), Math.max(most.width - width, 0)),
    y: Math.min(Math.max(Math.round(next.y), 0), Math.max(most.height - height, 0)),
    width, height,
  };
  showBox();
}

function showBox() {
  const values = [box.x, box.y, box.width, box.height];
  FIELDS.forEach((id, i) => {
    if (document.activeElement !== find(id)) find(id).value = values[i];
  });
  const { naturalWidth, naturalHeight } = image();
  if (!naturalWidth) return;
  const selection = find('selection');
  const share = (part, whole) => `${part / whole * 100}%`;
  selection.style.left = share(box.x, naturalWidth);
  selection.style.top = share(box.y, naturalHeight);
  selection.style.width = share(box.width, naturalWidth);
  selection.style.height = share(box.height, naturalHeight);
  selection.setAttribute('aria-label',
    `Watched region, ${box.width} by ${box.height} pixels at ${box.x}, ${box.y}`);
  const preview = find('preview');
  preview.width = box.width;
  preview.height = box.height;
  preview.getContext('2d').drawImage(image(), -box.x, -box.y);
}

function moveByKey(event) {
  const direction = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  }[event.key];
  if (!direction) return;
  event.preventDefault();
  const [dx, dy] = direction.map((part) => part * (event.ctrlKey ? 10 : 1));
  if (event.shiftKey) pick({ ...box, width: box.width + dx, height: box.height + dy });
  else pick({ ...box, x: box.x + dx, y: box.y + dy });
}

// A corner resizes, the frame moves, elsewhere a new region is drawn.
function drag(event) {
  event.preventDefault();
  const stage = find('stage');
  const at = (moved) => {
    const bounds = image().getBoundingClientRect();
    return {
      x: (moved.clientX - bounds.left) / bounds.width * image().naturalWidth,
      y: (moved.clientY - bounds.top) / bounds.height * image().naturalHeight,
    };
  };
  const from = at(event), before = box, corner = event.target.className;
  const move = event.target.id === 'selection';
  const anchor = {
    x: corner.includes('w') ? before.x + before.width : before.x,
    y: corner.includes('n') ? before.y + before.height : before.y,
  };
  const fixed = event.target.tagName === 'I' ? anchor : from;
  const follow = (moved) => {
    const to = at(moved);
    if (move) pick({ ...before, x: before.x + to.x - from.x, y: before.y + to.y - from.y });
    else pick(between(fixed, to));
  };
  const end = () => stage.removeEventListener('pointermove', follow);
  stage.setPointerCapture(event.pointerId);
  stage.addEventListener('pointermove', follow);
  stage.addEventListener('pointerup', end, { once: true });
  stage.addEventListener('pointercancel', end, { once: true });
  find('selection').focus();
}

function between(a, b) {
  const inside = (value, most) => Math.min(Math.max(value, 0), most);
  const { naturalWidth, naturalHeight } = image();
  const [x1, x2] = [a.x, b.x].map((x) => inside(x, naturalWidth)).sort((p, q) => p - q);
  const [y1, y2] = [a.y, b.y].map((y) => inside(y, naturalHeight)).sort((p, q) => p - q);
  return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
}
