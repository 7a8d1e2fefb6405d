import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_COMMANDS, commandsFor, MENU_COMMANDS } from '../../src/bot/commands.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { FORBIDDEN, GLOSSARY } from '../../src/bot/locales/glossary.ts';

const sourceOf = (language: string) => {
  const directory = new URL(`../../src/bot/locales/${language}/`, import.meta.url);
  return readdirSync(directory)
    .map((name) => readFileSync(new URL(name, directory), 'utf8'))
    .join('\n');
};

/** Characters of which simplified and traditional Chinese write only one. */
const ONLY_SIMPLIFIED =
  '万与专业东丝两严个丰临为举么义乌乐习书买乱争于亏云产亲亿仅从们价众优会传伤伦伪体余佣侧侨债倾偿储儿关兴养兽内册写军农冲决况冻净准减几凤凭凯击创刘则刚删别务动劳势区医华单卖卫厂历压县参双发变叠叶号叹吗听启员响哑唤团园围图圆圣场坏块坚坛垫墙声处备复够头夹夺奋奖妇妈娱婴孙学宁宝实宠审宽宾对导寿将尔尘尝层属岁岛币师帐帮带广庆库应废开异弃张弹强归当录彻径忆忧怀态总恶恼悬惊惯愿懒戏户执扩扫扬扰抚护报担拟拥择挂挡损换据掷摄摆摇敌数断无旧时显晓暂术机杀杂权条来极构枪标栏树样桥检楼欢欧残毁毕汉汇汤沟没泪泽洁测济浏浓涛润涨渐温湾湿满滚滤滥灭灯灵炉点烂烦热爱牵状独狭狮猎献玛环现电画畅疗疯痒皱盐监盖盘睁矿码砖础确碍礼祸离种积称稳窃竞笔笼筑简类粮紧纠红约级纪纯纲纳纸线练组细终绍经结给络绝统继绩续维综绿缓编缘缠缩网罗罚职联聪肃肠肤胜脏脑脚脱腾舰艺节苏苹范荐获营虑虽补装见观规视览觉触誉计订认讨让训议记讲许论设访证评识诉词试诗诚话询该详语误说请诸诺读课谁调谈谢谨贝负财责败账货质贩贫购贯贴贵贷贸费贺资赖赚赛赞赢赵趋跃踪车转轮软轻载较辅辆辈输辑边达迁过运还这进远违连迟适选递逻遗邮邻释里鉴针钉钟钢钥钱钻铁铃铜银销锁错锅锋键锦镇镜长门闪闭问闲间闻阅阔队阳阴阵阶际陆陈险随隐难静韩页顶项顺须顾顿预领频题颜额风飞饭饮饰饱馆马驱驶驻验骑骗齐龄龙龟';
const ONLY_TRADITIONAL =
  '萬與專業東絲兩嚴個豐臨為舉麼義樂習書買亂爭於虧雲產親億僅從們價眾優會傳傷體餘側債傾償儲兒關興養內冊寫軍農衝決況凍淨減幾憑擊創劉則剛刪別務動勞勢區醫華單賣衛廠歷壓縣參雙發變疊葉號嘆嗎聽啟員響團園圍圖圓聖場壞塊堅墊牆聲處備復夠頭夾奪奮獎婦媽孫學寧寶實審寬賓對導壽將爾塵嘗層屬歲島幣師帳幫帶廣慶庫應廢開異棄張彈強歸當錄徹徑憶憂懷態總惡懸驚慣願懶戲戶執擴掃揚擾撫護報擔擬擁擇擋損換據擺搖敵數斷無舊時顯曉暫術機殺雜權條來極構槍標欄樹樣橋檢樓歡殘毀畢漢滙湯溝沒淚澤潔測濟瀏濃濤潤漲漸溫灣濕滿滾濾濫滅燈靈爐點爛煩熱愛牽狀獨狹獅獵獻環現電畫暢療瘋監蓋盤礦碼磚礎確礙禮禍離種積稱穩竊競筆籠簡類糧緊糾紅約級紀純綱納紙線練組細終紹經結給絡絕統繼績續維綜綠緩編緣縮網羅罰職聯聰肅腸膚勝臟腦腳騰藝節蘇蘋範薦獲營慮雖補裝見觀規視覽覺觸譽計訂認討讓訓議記講許論設訪證評識訴詞試詩誠話詢該詳語誤說請諸諾讀課誰調談謝謹負財責敗賬貨質販貧購貫貼貴貸貿費賀資賴賺賽贊贏趨躍蹤車轉輪軟輕載較輔輛輩輸輯邊達遷過運還這進遠違連遲適選遞邏遺郵鄰釋裡鑒針釘鐘鋼鑰錢鑽鐵鈴銅銀銷鎖錯鍋鋒鍵錦鎮鏡長門閃閉問閒間聞閱闊隊陽陰陣階際陸陳險隨隱難靜韓頁頂項順須顧頓預領頻題顏額風飛飯飲飾飽館馬驅駛驗騎騙齊齡龍龜';

describe('the glossary', () => {
  it.each(LANGUAGES)('is used by the catalogue: %s', (language) => {
    const source = sourceOf(language).toLowerCase();
    for (const [name, term] of Object.entries(GLOSSARY)) {
      expect(source.includes(term[language].toLowerCase()), `${name}: ${term[language]}`).toBe(true);
    }
  });

  it.each(LANGUAGES)('has no rival in the catalogue: %s', (language) => {
    const source = sourceOf(language).toLowerCase();
    for (const word of FORBIDDEN[language]) expect(source.includes(word), word).toBe(false);
  });
});

describe('the scripts', () => {
  const found = (language: string, characters: string) =>
    [...new Set(sourceOf(language))].filter((character) => characters.includes(character)).join('');

  it('writes 简体中文 without a traditional character', () => {
    expect(found('zh-hans', ONLY_TRADITIONAL)).toBe('');
  });

  it('writes 繁體中文 without a simplified character', () => {
    expect(found('zh-hant', ONLY_SIMPLIFIED.replace(/[准]/g, ''))).toBe('');
  });
});

describe('plurals', () => {
  it('are right in English', () => {
    const { common, home, status, notices } = CATALOGUES.en;
    expect([common.days(0), common.days(1), common.days(7)]).toEqual(['no fixed term', '1 day', '7 days']);
    expect(common.span('minute', 1)).toBe('1 minute');
    expect(common.span('minute', 10)).toBe('10 minutes');
    expect(home.unsettled(1)).toBe('1 move is being checked');
    expect(home.unsettled(2)).toBe('2 moves are being checked');
    expect(status.queues(1, 2)).toBe('Waiting: 1 chat, 2 messages');
    expect(notices.connectedOrders(1)).toContain('One order is');
  });
});

describe('the menu of commands', () => {
  it.each(LANGUAGES)('has the eight most used, described in %s', (language) => {
    const menu = commandsFor(language);
    expect(menu.map(({ command }) => command)).toEqual(MENU_COMMANDS);
    expect(menu.length).toBe(8);
    for (const { description } of menu) {
      expect(description.length).toBeGreaterThanOrEqual(2);
      expect(description.length).toBeLessThanOrEqual(256);
    }
  });

  it('is a part of the commands that are answered', () => {
    expect(new Set(ALL_COMMANDS).size).toBe(ALL_COMMANDS.length);
    for (const command of MENU_COMMANDS) expect(ALL_COMMANDS).toContain(command);
  });
});
