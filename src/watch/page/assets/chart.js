// Line charts over the last five minutes.
import { element } from './dom.js';

const SPAN = 300;  // seconds
const GAP = 3;     // seconds: an interval that is longer shows a time when nobody looked

function svg(tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// The least of 1, 2, 5, 10, 20... that is not below `value`, from `least` on.
function roundUp(value, least) {
  let step = least;
  for (let i = 0; step < value; ++i) step *= i % 3 === 1 ? 2.5 : 2;
  return step;
}

export class Chart {
  // `lines`: { key, name, look } each; `format` makes text of a value; `least` is the lowest top.
  constructor(figure, title, lines, format, least) {
    Object.assign(this, { lines, format, least });
    this.values = lines.map(() => element('b'));
    const legend = lines.map((line, i) =>
      element('span', { class: line.look }, line.name, this.values[i]));
    this.svg = svg('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none', role: 'img' });
    this.ticks = [0, 0.5, 1].map((share) => this.#tick(share));
    this.paths = lines.map((line) => this.svg.appendChild(svg('path', { class: line.look })));
    const plot = element('div', { class: 'plot' }, this.svg, ...this.ticks, ...Chart.#times());
    this.ticks.forEach((tick, i) => { tick.style.top = `${100 - i * 50}%`; });
    figure.append(element('h2', {}, title), element('div', { class: 'legend' }, ...legend), plot);
    this.title = title;
  }

  #tick(share) {
    this.svg.append(svg('line', { x1: 0, x2: 1, y1: 1 - share, y2: 1 - share }));
    return element('span', { class: 'tick-y' });
  }

  static #times() {
    return [-5, -4, -3, -2, -1, 0].map((minutes) => {
      const tick = element('span', { class: 'tick-x' }, minutes === 0 ? 'now' : `${minutes} min`);
      tick.style.left = `${(minutes + 5) * 20}%`;
      return tick;
    });
  }

  // `points` as in /api/status; `now` in seconds.
  draw(points, now) {
    const shown = points.filter((point) => point.to_s >= now - SPAN);
    const all = shown.flatMap((point) => this.lines.map((line) => point[line.key] ?? 0));
    const top = roundUp(Math.max(0, ...all) * 1.05, this.least);
    this.ticks.forEach((tick, i) => { tick.textContent = this.format(top * i / 2); });
    this.lines.forEach((line, i) => {
      this.paths[i].setAttribute('d', this.#path(shown, line.key, now, top));
      this.values[i].textContent = this.format(shown.at(-1)?.[line.key] ?? null);
    });
    const told = this.lines.map((line, i) => `${line.name} ${this.values[i].textContent}`);
    this.svg.setAttribute('aria-label', `${this.title}: ${told.join(', ')}`);
  }

  #path(points, key, now, top) {
    let path = '';
    let pen = false;
    for (const point of points) {
      const value = point[key];
      pen &&= point.to_s - point.from_s <= GAP;
      if (value !== null) {
        const x = Math.max(0, 1 - (now - point.to_s) / SPAN);
        path += `${pen ? 'L' : 'M'}${x.toFixed(4)} ${(1 - value / top).toFixed(4)}`;
        if (!pen) path += 'h0';
      }
      pen = value !== null;
    }
    return path;
  }
}
