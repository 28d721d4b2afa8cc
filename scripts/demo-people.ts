/** People of one region: names as written there, `native|latin` where the script is not Latin. */
export interface Region {
  readonly country: string;
  readonly zones: readonly string[];
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

const region = (country: string, zones: string, first: string, last: string): Region => ({
  country,
  zones: words(zones),
  first: words(first),
  last: words(last),
});

export const regions: readonly Region[] = [
  region(
    'US',
    'America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage Pacific/Honolulu',
    'Emily James Olivia Marcus Grace Tyler Hannah Andre Sofia Caleb',
    'Johnson Carter Nguyen Brooks Ramirez Sullivan Washington Cohen Patel Reed',
  ),
  region(
    'CA',
    'America/Toronto America/Vancouver America/Halifax America/St_Johns',
    'Chloé Liam Amélie Noah Geneviève Ethan',
    'Tremblay MacDonald Gagnon Singh Bouchard Campbell',
  ),
  region(
    'MX',
    'America/Mexico_City America/Tijuana',
    'Ximena Diego María José Lucía Andrés',
    'Hernández García Núñez Castañeda Ríos Zúñiga',
  ),
  region(
    'BR',
    'America/Sao_Paulo America/Manaus America/Recife',
    'João Beatriz Thiago Letícia Antônio Inês',
    'Gonçalves Araújo Conceição Magalhães Simões Brandão',
  ),
  region('AR', 'America/Argentina/Buenos_Aires', 'Martín Agustina Joaquín Belén', 'Fernández Peña Agüero Quiroga'),
  region('CO', 'America/Bogota', 'Valentina Sebastián Mónica Julián', 'Muñoz Cárdenas Ospina Yáñez'),
  region('GB', 'Europe/London', 'Alice Oliver Poppy Harry Niamh Callum', "Hughes Whitaker O'Brien Clarke Begum Fraser"),
  region('IE', 'Europe/Dublin', 'Siobhán Eoin Aoife Ciarán', "Ó_Súilleabháin Murphy O'Connor Byrne"),
  region('DE', 'Europe/Berlin', 'Jürgen Anja Björn Käthe Lukas Mareike', 'Müller Größmann Schäfer Weiß Öztürk Böhm'),
  region('FR', 'Europe/Paris', 'Zoé François Hélène Loïc Anaïs Jérôme', 'Lefèvre Dupré Béranger Noël Faÿ Martinière'),
  region('ES', 'Europe/Madrid Atlantic/Canary', 'Íñigo Begoña Álvaro Nuria', 'Ibáñez Muñiz Echeverría Peñalver'),
  region('PT', 'Europe/Lisbon Atlantic/Azores', 'Inês Gonçalo Conceição Tomás', 'Assunção Guimarães Falcão Leitão'),
  region('IT', 'Europe/Rome', 'Niccolò Giulia Matteo Chiara', "D'Amico Ferrari Giordano Russo"),
  region('NL', 'Europe/Amsterdam', 'Daan Fleur Joris Anouk', 'van_den_Berg Jansen de_Wit Visser'),
  region('SE', 'Europe/Stockholm', 'Åsa Göran Märta Björn', 'Sjöström Åkesson Öberg Lindqvist'),
  region('NO', 'Europe/Oslo', 'Bjørn Åse Håkon Sølvi', 'Bjørnstad Sørensen Ødegård Næss'),
  region('DK', 'Europe/Copenhagen', 'Søren Kåre Astrid Jørgen', 'Kjær Østergaard Nørgaard Højlund'),
  region('FI', 'Europe/Helsinki', 'Väinö Päivi Jyrki Aino', 'Mäkinen Hämäläinen Järvinen Söderström'),
  region('IS', 'Atlantic/Reykjavik', 'Guðrún Þór Ásdís Björk', 'Jónsdóttir Þorvaldsson Guðmundsson Ægisdóttir'),
  region('PL', 'Europe/Warsaw', 'Łukasz Małgorzata Paweł Żaneta', 'Wójcik Kołodziej Śliwińska Żuraw'),
  region('CZ', 'Europe/Prague', 'Jiří Věra Ondřej Žaneta', 'Dvořák Nováková Růžička Šťastný'),
  region('HU', 'Europe/Budapest', 'György Erzsébet Lőrinc Zsófia', 'Kovács Szőke Nagy Fülöp'),
  region('RO', 'Europe/Bucharest', 'Ștefan Ioana Mădălina Țică', 'Popescu Ionescu Dumitrașcu Brâncuș'),
  region(
    'GR',
    'Europe/Athens',
    'Ελένη|Eleni Γιώργος|Giorgos Μαρία|Maria Νίκος|Nikos',
    'Παπαδόπουλος|Papadopoulos Οικονόμου|Oikonomou Βλάχος|Vlachos Ιωαννίδη|Ioannidi',
  ),
  region(
    'BG',
    'Europe/Sofia',
    'Иван|Ivan Десислава|Desislava Георги|Georgi Цветелина|Tsvetelina',
    'Петров|Petrov Димитрова|Dimitrova Стоянов|Stoyanov Желязков|Zhelyazkov',
  ),
  region(
    'UA',
    'Europe/Kyiv',
    'Олена|Olena Тарас|Taras Ірина|Iryna Андрій|Andrii',
    'Шевченко|Shevchenko Коваль|Koval Бондаренко|Bondarenko Ткач|Tkach',
  ),
  region('TR', 'Europe/Istanbul', 'Ayşe Çağlar Gülşen İbrahim', 'Yıldız Öztürk Şahin Çelik'),
  region(
    'IL',
    'Asia/Jerusalem',
    'נועה|Noa דוד|David תמר|Tamar יוסי|Yossi',
    'כהן|Cohen לוי|Levi מזרחי|Mizrahi פרץ|Peretz',
  ),
  region(
    'EG',
    'Africa/Cairo',
    'أحمد|Ahmed فاطمة|Fatma يوسف|Youssef مريم|Mariam',
    'حسن|Hassan مصطفى|Mostafa إبراهيم|Ibrahim سالم|Salem',
  ),
  region('NG', 'Africa/Lagos', 'Chinwe Olúwaṣeun Amina Emeka', 'Okonkwo Adébáyọ̀ Bello Eze'),
  region('KE', 'Africa/Nairobi', 'Wanjiru Otieno Akinyi Kipchoge', "Kamau Odhiambo Njoroge Wang'ombe"),
  region('ZA', 'Africa/Johannesburg', 'Thandi Pieter Sipho Lerato', 'Nkosi van_der_Merwe Dlamini Naidoo'),
  region('MA', 'Africa/Casablanca', 'Yasmine Réda Khadija Othmane', 'Benali El_Fassi Bouazza Idrissi'),
  region(
    'AE',
    'Asia/Dubai',
    'خالد|Khalid نورة|Noura سعيد|Saeed ليلى|Layla',
    'المنصوري|Almansoori الهاشمي|Alhashimi الكعبي|Alkaabi النعيمي|Alnuaimi',
  ),
  region(
    'IN',
    'Asia/Kolkata',
    'Priya Arjun Ananya Rahul अनिल|Anil कविता|Kavita',
    'Sharma Iyer Reddy Mukherjee पाटिल|Patil Kaur',
  ),
  region('PK', 'Asia/Karachi', 'Ayesha Bilal Zainab Hamza', 'Khan Qureshi Malik Siddiqui'),
  region('NP', 'Asia/Kathmandu', 'Sita Bibek Maya Prakash', 'Thapa Gurung Shrestha Tamang'),
  region('TH', 'Asia/Bangkok', 'สมชาย|Somchai มาลี|Malee อนันต์|Anan', 'ศรีสุข|Srisuk วงศ์ใหญ่|Wongyai จันทร์ดี|Chandee'),
  region('VN', 'Asia/Ho_Chi_Minh', 'Hương Đức Thảo Việt', 'Nguyễn Trần Phạm Đặng'),
  region('SG', 'Asia/Singapore', 'Wei_Ling Jia_Hao Mei Farid', 'Tan Lim Goh Rahman'),
  region('ID', 'Asia/Jakarta Asia/Makassar Asia/Jayapura', 'Dewi Budi Putri Agus', 'Santoso Wijaya Nugroho Siregar'),
  region('PH', 'Asia/Manila', 'Maricel Joaquin Luz Angelo', 'Reyes Dela_Cruz Santos Macaraeg'),
  region('CN', 'Asia/Shanghai', '伟|Wei 芳|Fang 秀英|Xiuying 磊|Lei', '王|Wang 李|Li 张|Zhang 陈|Chen'),
  region('TW', 'Asia/Taipei', '雅婷|Yating 志明|Chihming 淑芬|Shufen', '林|Lin 黃|Huang 吳|Wu'),
  region(
    'JP',
    'Asia/Tokyo',
    '太郎|Taro 花子|Hanako 翔太|Shota 美咲|Misaki',
    '山田|Yamada 佐藤|Sato 鈴木|Suzuki 高橋|Takahashi',
  ),
  region('KR', 'Asia/Seoul', '민준|Minjun 서연|Seoyeon 지훈|Jihun 하은|Haeun', '김|Kim 이|Lee 박|Park 최|Choi'),
  region(
    'AU',
    'Australia/Sydney Australia/Perth Australia/Adelaide Australia/Darwin Australia/Lord_Howe',
    'Matilda Jack Isla Cooper',
    'Williams Nguyen Papas Thompson',
  ),
  region('NZ', 'Pacific/Auckland Pacific/Chatham', 'Aroha Wiremu Anahera Liam', 'Tāmihana Wilson Ngāta Fraser'),
  region('FJ', 'Pacific/Fiji', 'Mereseini Jone Ana', 'Naiqama Vakalala Tuilagi'),
  region('KI', 'Pacific/Kiritimati', 'Teresia Ioane', 'Tebuai Tiare'),
];

export const industries = words(
  'SaaS Manufacturing Healthcare Retail Education Logistics Finance Hospitality Energy Media',
);

const companyStarts = words(
  'Northwind Blauwal Sakura Condor Meridian Aurora Kestrel Lumen Baobab Fjord Juniper Solstice Tidewater Quartz Mosaic Cedar',
);
const companyEnds = words('Labs Logistics Health Foods Systems Energy Studio Analytics Robotics Travel');

export const companies: readonly string[] = companyStarts.flatMap((start) =>
  companyEnds.map((end) => `${start} ${end}`),
);

export const tags = words('newsletter webinar trial partner event-2026 referral enterprise student');
