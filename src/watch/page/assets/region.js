// Picking the watched region on a picture of the window.
import { attempt, find, tell } from './dom.js';
import { picture, post } from './server.js';

const FIELDS = ['roi-x', 'roi-y', 'roi-width', 'roi-height'];

let box = { x: 0, y: 0, width: 100, height: 100 };  // pixels of the window
let profile = '';
let picked = false;  // by the user, and not in use yet
let saved = null;    // the box that the watcher will use once it has read the file

const image = () => find('window-picture');

export function start() {
  find('take-picture').addEventListener('click', takePicture);
  find('region-form').addEventListener('submit', save);
  for (const id of FIELDS) find(id).addEventListener('input', typed);
  find('stage').addEventListener('pointerdown', drag);
  find('selection').addEventListener('keydown', moveByKey);
  image().addEventListener('load', () => (picked ? showBox() : set(box)));
}

export function open() {
  if (!image().src) takePicture();
}

const same = (a, b) => ['x', 'y', 'width', 'height'].every((side) => a[side] === b[side]);

// The region in use, until the user picks another one.
export function show(status) {
  profile = status.profile_id;
  const [x, y, width, height] = status.region;
  const used = { x, y, width, height };
  if (saved && same(saved, used)) {
    picked &&= !same(saved, box);
    saved = null;
  }
  if (!picked && !saved) set(used);
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
  const wrong = wrongField() ?? (misfit() && find(FIELDS[2]));
  if (wrong) {
    wrong.focus();
    tell('region-result', fault(), 'bad');
    return;
  }
  const values = { roi_x: box.x, roi_y: box.y, roi_width: box.width, roi_height: box.height };
  const answer = await attempt('region-result', () => post('/api/values', { values, profile_id: profile }));
  if (answer === null) return;
  saved = { ...box };
  tell('region-result', `Watching ${box.width} × ${box.height} pixels at ${box.x}, ${box.y}`, 'good');
}

const wrongField = () => FIELDS.map(find).find((input) => !input.checkValidity());

// The numbers count as they are typed, in any order: only the whole has to fit into the window.
function typed() {
  const side = (id, before) => (find(id).checkValidity() ? Number(find(id).value) : before);
  const [x, y, width, height] = FIELDS;
  box = {
    x: side(x, box.x), y: side(y, box.y), width: side(width, box.width), height: side(height, box.height),
  };
  picked = true;
  for (const input of FIELDS.map(find)) input.setAttribute('aria-invalid', String(!input.checkValidity()));
  tell('region-result', fault() || 'Not watched yet', fault() ? 'wait' : '');
  drawBox();
}

// What keeps the numbers from being saved; empty: nothing does.
function fault() {
  const wrong = wrongField();
  return wrong ? `${wrong.labels[0].textContent.trim()}: a whole number from ${wrong.min} to ${wrong.max}` : misfit();
}

function misfit() {
  const { naturalWidth, naturalHeight } = image();
  if (!naturalWidth) return '';
  const over = [[box.x + box.width - naturalWidth, 'right'], [box.y + box.height - naturalHeight, 'lower']]
    .filter(([pixels]) => pixels > 0).map(([pixels, edge]) => `${pixels} pixels over its ${edge} edge`);
  return over.length === 0 ? ''
    : `Does not fit yet: the window has ${naturalWidth} × ${naturalHeight} pixels, and this reaches ${over.join(' and ')}`;
}

function pick(next) {
  picked = true;
  set(next);
  tell('region-result', 'Not watched yet');
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
    if (!picked && document.activeElement === find(id)) return;
    find(id).value = values[i];
    find(id).setAttribute('aria-invalid', 'false');
  });
  drawBox();
}

// The part of the box that lies on the picture.
function drawBox() {
  const { naturalWidth, naturalHeight } = image();
  if (!naturalWidth) return;
  const selection = find('selection');
  const place = (from, size, whole, near, far) => {
    const begin = Math.min(from, whole), end = Math.min(from + size, whole);
    selection.style[near] = `${begin / whole * 100}%`;
    selection.style[far] = `${(end - begin) / whole * 100}%`;
  };
  place(box.x, box.width, naturalWidth, 'left', 'width');
  place(box.y, box.height, naturalHeight, 'top', 'height');
  selection.classList.toggle('outside', misfit() !== '');
  selection.setAttribute('aria-label',
    `Watched region, ${box.width} by ${box.height} pixels at ${box.x}, ${box.y}`);
  showPreview(naturalWidth, naturalHeight);
}

function showPreview(most, mostDown) {
  const preview = find('preview');
  preview.width = Math.min(box.width, most);
  preview.height = Math.min(box.height, mostDown);
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
