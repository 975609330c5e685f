// What is sent to the server: one change after another, in the order in which they were made.

const meta = (name) => document.querySelector(`meta[name=youcheng-${name}]`).content;
export const words = JSON.parse(meta("words"));

let last = Promise.resolve();

/** An id for one act: if the request has to be repeated, it is not done twice. */
export function gesture() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Send a change after those before it. Resolves to `{status, told}`; status 0 where the server does not answer. */
export function send(address, body) {
  const sent = last.then(() => post(address, body));
  last = sent.catch(() => undefined);
  return sent;
}

async function post(address, body) {
  const asked = {
    method: "POST",
    headers: { "content-type": "application/json", "x-youcheng-token": meta("token") },
    body: JSON.stringify(body),
  };
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(address, asked);
      const kind = answer.headers.get("content-type") || "";
      return { status: answer.status, told: kind.includes("json") ? await answer.json() : {} };
    } catch {
      if (attempt === 2) return { status: 0, told: {} };
      await new Promise((done) => setTimeout(done, 300));
    }
  }
}
