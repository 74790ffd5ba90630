// Added to the pages of `recto serve` on the way out. The server says over a WebSocket which version of
// this page it has now; when that is not the version at hand, the page loads itself again. Versions are
// made from contents, so whatever was missed (sleep, a restart, a save between load and connection) heals
// with the next message, and the first one comes at once.
(() => {
  'use strict';
  const { page, version } = document.currentScript.dataset;
  const address = new URL('/__recto/live', location.origin);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('page', page);

  const SHORTEST = 100, LONGEST = 5000;
  let socket, timer, overlay, pause = SHORTEST;

  function connect() {
    socket = new WebSocket(address);
    socket.onopen = () => { pause = SHORTEST; };
    socket.onmessage = ({ data }) => {
      const now = JSON.parse(data);
      if (now.version !== version) location.reload();
      else show(now.report);
    };
    socket.onclose = () => {
      timer = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST);
    };
  }

  function disconnect() {
    clearTimeout(timer);
    socket.onclose = null;
    socket.close();
  }

  // The report is text of the author's files: `textContent` only. The styles are set one by one because a
  // page may forbid style sheets in itself.
  function show(report) {
    overlay?.remove();
    overlay = undefined;
    if (!report) return;
    overlay = document.createElement('recto-report');
    overlay.style.cssText = 'all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647';
    const text = document.createElement('pre');
    text.setAttribute('role', 'alert');
    text.style.cssText = 'margin: 0; padding: 16px 20px; max-height: 50vh; overflow: auto; box-sizing: border-box;'
      + ' white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace;'
      + ' color: #f4f4f5; background: #18181b; border-top: 4px solid #ef4444; color-scheme: dark';
    text.textContent = report;
    overlay.attachShadow({ mode: 'open' }).append(text);
    document.documentElement.append(overlay);
  }

  // A page kept for the back button must not hold a connection.
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', (event) => { if (event.persisted) connect(); });
  connect();
})();
