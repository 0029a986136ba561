// What the kernel itself says, in the reader's language. What it says of a cell comes from internal/advice.

export const SENTENCES = {
  notFetched: {
    en: 'The kernel cannot be downloaded. Check the network, reload the page, and run the cell again.',
    zh: '无法下载内核。请检查网络，重新加载页面，然后再次运行单元格。',
    ko: '커널을 내려받을 수 없습니다. 네트워크를 확인하고 페이지를 새로 고친 다음 셀을 다시 실행하세요.',
    ja: 'カーネルをダウンロードできません。ネットワーク接続を確認し、ページを再読み込みしてから、セルをもう一度実行してください。',
  },
  cannotRun: {
    en: 'Cells cannot run here: the browser is too old for them, or the page is in a frame that does not allow it. Open the page in a window of its own, in a current browser.',
    zh: '单元格无法在这里运行：浏览器版本太旧，或者本页所在的框架不允许运行。请用较新的浏览器，在单独的窗口中打开本页。',
    ko: '여기서는 셀을 실행할 수 없습니다. 브라우저가 너무 오래되었거나 이 페이지가 들어 있는 프레임이 실행을 허용하지 않습니다. 최신 브라우저의 별도 창에서 이 페이지를 여세요.',
    ja: 'ここではセルを実行できません。ブラウザが古すぎるか、このページを表示しているフレームが実行を許可していません。新しいブラウザの独立したウィンドウでこのページを開いてください。',
  },
  fileNotFetched: {
    en: '{name} cannot be downloaded. Check the network, reload the page, and run the cell again.',
    zh: '无法下载 {name}。请检查网络，重新加载页面，然后再次运行单元格。',
    ko: '{name} 파일을 내려받을 수 없습니다. 네트워크를 확인하고 페이지를 새로 고친 다음 셀을 다시 실행하세요.',
    ja: '{name}をダウンロードできません。ネットワーク接続を確認し、ページを再読み込みしてから、セルをもう一度実行してください。',
  },
  damaged: {
    en: "The site's copy of {name} is damaged. Tell whoever runs the site that its files must be copied again.",
    zh: '网站上的 {name} 已损坏。请告诉网站的管理者：需要重新复制网站的文件。',
    ko: '사이트에 있는 {name} 파일이 손상되었습니다. 사이트 파일을 다시 복사해야 한다고 사이트 관리자에게 알려 주세요.',
    ja: 'サイトにある{name}が壊れています。サイトのファイルをコピーし直すよう、サイトの管理者に知らせてください。',
  },
  unreadable: {
    en: 'The kernel could not read this cell: {why}. Other cells still run.',
    zh: '内核无法读取这个单元格：{why}。其他单元格仍可运行。',
    ko: '커널이 이 셀을 읽지 못했습니다: {why}. 다른 셀은 그대로 실행할 수 있습니다.',
    ja: 'カーネルはこのセルを読み取れませんでした（{why}）。ほかのセルは実行できます。',
  },
  compilerEnded: {
    en: "The kernel's compiler stopped: {why}. Run the cell again.",
    zh: '内核的编译器已停止：{why}。请再次运行单元格。',
    ko: '커널의 컴파일러가 멈췄습니다: {why}. 셀을 다시 실행하세요.',
    ja: 'カーネルのコンパイラが停止しました（{why}）。セルをもう一度実行してください。',
  },
  noMemory: {
    en: 'The program ended without a word: the browser has no memory left for it.',
    zh: '程序没有给出任何信息就结束了：浏览器已没有内存供它使用。',
    ko: '프로그램이 아무 메시지 없이 끝났습니다. 브라우저에 프로그램이 쓸 메모리가 남아 있지 않습니다.',
    ja: 'プログラムは何も表示せずに終了しました。ブラウザに、プログラムが使えるメモリが残っていません。',
  },
  stopped: {
    en: 'The cell was stopped.',
    zh: '单元格已停止。',
    ko: '셀을 중지했습니다.',
    ja: 'セルを停止しました。',
  },
  nobodyTypes: {
    en: 'The program wants to read a line, but nobody can type one here, so its input ends.',
    zh: '程序想读入一行，但这里无法键入，所以输入到此结束。',
    ko: '프로그램이 한 줄을 읽으려 하지만 여기서는 입력할 수 없으므로 입력이 끝난 것으로 처리합니다.',
    ja: 'プログラムが1行読み込もうとしましたが、ここでは入力できないため、入力の終わりとして扱います。',
  },
  storageFull: {
    en: "The browser's storage is full: what is kept from now on lasts until this page is closed or reloaded.",
    zh: '浏览器的存储空间已满：此后保存的内容只保留到关闭或重新加载本页为止。',
    ko: '브라우저의 저장 공간이 가득 찼습니다. 지금부터 보관하는 값은 페이지를 닫거나 새로 고치면 사라집니다.',
    ja: 'ブラウザの保存領域がいっぱいです。これから保存する値は、ページを閉じるか再読み込みすると失われます。',
  },
  otherTab: {
    en: 'This notebook is also open in another tab: what is kept in this one lasts until it is closed or reloaded.',
    zh: '这个笔记本还在另一个标签页中打开着：在此标签页中保存的内容只保留到关闭或重新加载它为止。',
    ko: '이 노트북은 다른 탭에서도 열려 있습니다. 이 탭에서 보관하는 값은 탭을 닫거나 새로 고치면 사라집니다.',
    ja: 'このノートブックは別のタブでも開いています。このタブで保存した値は、タブを閉じるか再読み込みすると失われます。',
  },
  printsMuch: {
    en: 'The cell has printed {most} kB. It runs on, but what it prints from here on is left out.',
    zh: '单元格已输出 {most} kB。程序仍在运行，但此后的输出不再显示。',
    ko: '셀이 {most} kB를 출력했습니다. 프로그램은 계속 실행되지만, 이후의 출력은 표시하지 않습니다.',
    ja: 'セルの出力が {most} kB に達しました。プログラムは動き続けますが、これより先の出力は表示しません。',
  },
  leftOut: {
    en: '… {count} kB more were left out.',
    zh: '…… 另有 {count} kB 未显示。',
    ko: '… {count} kB를 더 출력했지만 표시하지 않았습니다.',
    ja: '… ほかに{count} kBを省略しました。',
  },
  atLeastLeftOut: {
    en: '… at least {count} kB more were left out.',
    zh: '…… 另有至少 {count} kB 未显示。',
    ko: '… 적어도 {count} kB를 더 출력했지만 표시하지 않았습니다.',
    ja: '… ほかに少なくとも{count} kBを省略しました。',
  },
};

/** A sentence, in the page's language or in another. The values stand for its {names}. */
export function sentence(name, values = {}, language = document.documentElement.lang.split('-')[0]) {
  const said = SENTENCES[name];
  return (said[language] ?? said.en).replace(/\{(\w+)\}/g, (_, key) => values[key]);
}
