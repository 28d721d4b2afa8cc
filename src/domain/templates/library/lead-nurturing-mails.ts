import { links, words } from './links.ts';
import { bullets, button, heading, hello, note, numbers, quote, text, when } from './write.ts';

const because = 'You get this mail because you asked {{organization}} for information.';
const signed = text(`Best regards<br>${words.sender}, {{organization}}`);

export const costOfWaiting = note(
  because,
  hello,
  text(
    `When we talk to {{default industry "other"}} companies, one sentence comes up in nearly every call: "We know that <b>${words.problem}</b> costs us, we just never get round to it."`,
  ),
  text(
    'It rarely looks urgent. It is an hour here, a mistake there, a customer who waits one day longer. Added up over a year, it is often the work of a whole person.',
  ),
  text('Here is a simple way to find out what it costs you. Take one week and note:'),
  numbers('how often it happens,', 'how long it takes to put right,', 'who else has to wait for it.'),
  text('Multiply by fifty. Most people are surprised.'),
  button('Use our one-page worksheet', links.guide),
  signed,
);

export const threeSigns = note(
  because,
  hello,
  text(
    `Last time I wrote about what <b>${words.problem}</b> costs. Today: how to see early that it is getting worse. There are three signs.`,
  ),
  bullets(
    '<b>The same question is asked twice a week.</b> The answer lives in one head and not in the process.',
    '<b>There is a spreadsheet that only one person may touch.</b> It works until that person is ill.',
    '<b>New colleagues need months.</b> Not because the work is hard, but because nobody wrote it down.',
  ),
  when('company', [text('Does one of them sound like {{company}}?')], [text('Does one of them sound familiar?')]),
  text('If so, you are in good company: it is the most common reason why people come to us.'),
  button('What others did about it', links.stories),
  signed,
);

export const waysToSolve = note(
  because,
  hello,
  text('There are four ways to deal with it. Each of them is right for somebody, and I try to be fair to all:'),
  bullets(
    '<b>Leave it.</b> Right when it happens less than once a month.',
    '<b>More people.</b> Quick, but it grows with you, and so does the cost.',
    '<b>Build it yourself.</b> Right when it is the heart of your business and you have the engineers.',
    '<b>Buy a tool.</b> Right when others have the same problem and you want it solved this quarter.',
  ),
  text('The guide compares them with numbers: cost, time until it works, and what can go wrong.'),
  button('Read the comparison', links.guide),
  signed,
);

export const howToChoose = note(
  because,
  hello,
  text('Suppose you decide to look at tools. These are the five questions I would ask every vendor, us included:'),
  numbers(
    'How long until the first real result, with our own data?',
    'What happens to our data when we leave?',
    'Who helps when it breaks on a Friday afternoon?',
    'What does it cost with twice as many users?',
    'May I talk to a customer of our size?',
  ),
  text('If an answer takes more than two sentences, ask again.'),
  button('The checklist to print', links.guide),
  signed,
);

export const howWeDoIt = note(
  because,
  hello,
  text(
    `So far I have said little about us. Here is how {{organization}} deals with <b>${words.problem}</b>, in three parts:`,
  ),
  heading(words.feature),
  text('takes over the part that repeats, so that nobody has to think of it.'),
  heading(words.secondFeature),
  text('shows where something is stuck, before a customer notices.'),
  heading(words.thirdFeature),
  text('puts the knowledge of one head where all can find it.'),
  when('(gt companySize 200)', [
    text('For larger companies there are roles, single sign-on and an audit log as well.'),
  ]),
  button('See it in three minutes', links.features),
  signed,
);

export const proof = note(
  because,
  hello,
  text(`Rather than praise ourselves, here is what ${words.customer} told us. They reached <b>${words.result}</b>.`),
  quote(words.quote, words.customer),
  text('Three things made the difference, and you can copy all of them:'),
  bullets(
    'They began with one team and not with all.',
    'They measured the week before, so they could compare.',
    'They named one person who decides.',
  ),
  button('Read the whole story', links.stories),
  signed,
);

export const invitation = note(
  because,
  hello,
  text('You have read a good deal from me by now. May I ask for twenty minutes of your time?'),
  text(
    'No slides. You show me how you do it today, and I tell you honestly whether we can help. If not, I tell you who can.',
  ),
  button('Choose a time that suits you', links.booking),
  text(
    'If somebody else at {{default company "your company"}} is the right person, forward this mail. The link works for them too.',
  ),
  signed,
);

export const lastMail = note(
  because,
  hello,
  text('This is the last mail of this series. I do not want to keep knocking when the moment is not right.'),
  text('So, three ways to go on, and each of them is fine:'),
  bullets(
    `<b>Now:</b> <a href="${links.booking}">choose a time</a>, and we look at it together.`,
    `<b>By yourself:</b> <a href="${links.pricing}">the prices</a> are public, and so is the trial.`,
    '<b>Later:</b> reply with a month, and I come back to you then.',
  ),
  text('Thank you for reading. Whatever you decide, I hope that the worksheet and the checklist were of use.'),
  signed,
);
