// Short forms for the page's elements.
export const find = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'boolean') made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Writes only what changed, so that a reader's place and selection stay.
export function write(id, text) {
  const target = find(id);
  if (target.textContent !== text) target.textContent = text;
}

// Tells how an action ended in the element that belongs to it.
export function tell(id, text, look = '') {
  const target = find(id);
  target.textContent = text;
  for (const each of ['good', 'bad', 'wait']) target.classList.toggle(each, look === each);
}

// Runs an action of a button; a refusal is told at `id`. What it gives, or nothing.
export async function attempt(id, action) {
  try {
    return await action();
  } catch (error) {
    tell(id, error.key ? `${error.key}: ${error.message}` : error.message, 'bad');
    return null;
  }
}

export function bytes(count) {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  return count >= 1e3 ? `${(count / 1e3).toFixed(1)} kB` : `${count} B`;
}

export function milliseconds(value) {
  if (value === null || value === undefined) return '–';
  if (value < 1) return `${Math.round(value * 1e3)} µs`;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}

export const percent = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)}%`;

export function duration(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, '0');
  return `${parts[0]}:${two(parts[1])}:${two(parts[2])}`;
}

export const fileName = (path) => path.slice(path.lastIndexOf('/') + 1);
