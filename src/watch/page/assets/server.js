// Requests to the watcher. The token comes in the address's fragment, which browsers send to nobody,
// and stays in this tab.
const token = takeToken();

function takeToken() {
  const given = location.hash.slice(1);
  if (!given) return sessionStorage.getItem('token') ?? '';
  sessionStorage.setItem('token', given);
  history.replaceState(null, '', location.pathname);
  return given;
}

// What the watcher refused: `error`, and for settings possibly `line` and `key`, and `faults`, each
// with these three.
export class Refusal extends Error {
  constructor(status, answer) {
    super(answer.error ?? `The watcher answered with status ${status}`);
    this.status = status;
    this.line = answer.line ?? null;
    this.key = answer.key ?? null;
    this.faults = answer.faults ?? [];
  }
}

async function request(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...options.headers };
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  throw new Refusal(response.status, await response.json().catch(() => ({})));
}

export const get = async (path) => (await request(path)).json();

export async function post(path, body) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json();
}

// A PNG as an object URL, which the caller revokes, and the number of a frame.
export async function picture(path) {
  const response = await request(path);
  const number = Number(response.headers.get('Shown-Frame'));
  return { url: URL.createObjectURL(await response.blob()), number };
}
