const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto 0; padding: 0 1.5rem; color: #1f2933; }
button { font: inherit; padding: .6rem 1.4rem; border: 0; border-radius: .4rem; background: #1d4ed8; color: #fff; cursor: pointer; }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`;

/** Asks first: link scanners open pages, only people press buttons. */
export const leavePage = (): string =>
  page(
    'Unsubscribe',
    `<h1>Unsubscribe?</h1>
<p>You will get no more mails from this sender.</p>
<form method="post"><button type="submit" name="confirm" value="yes">Unsubscribe</button></form>`,
  );

export const leftPage = (): string =>
  page(
    'Unsubscribed',
    '<h1>You are unsubscribed.</h1>\n<p>You will get no more mails from this sender. You can close this page.</p>',
  );
