"""Phrases in eight languages, of which made-up wire stories are put together.

A sentence is ``who did what where why``. {name}, {firm}, {city} and {n} are filled in anew.
All of it is invented.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Phrases:
    """One language's phrases. ``synonyms`` are what a copy editor changes, word for word."""

    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    why: tuple[str, ...]
    headlines: tuple[str, ...]
    background: tuple[str, ...]
    furniture: tuple[str, ...]
    synonyms: dict[str, str]
    syllables: tuple[str, ...]
    joint: str = " "
    stop: str = ". "


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


def _pairs(text: str) -> dict[str, str]:
    return dict(part.strip().split("=") for part in text.split("|"))


_LATIN = _split("ka|ro|mi|sen|tal|bu|ne|dor|vi|la|gar|po|zu|fe|lin|tan|mo|ri|sha|del")

PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        who=_split(
            "The city council of {city}|Officials at {firm}|Police commander {name}|The interior"
            " ministry|Residents of {city}|Deputy minister {name}|Two people familiar with the"
            " tender|The rights group {firm}|Auditor {name}|A spokesperson for {firm}"
        ),
        did=_split(
            "said on Tuesday that|confirmed in a letter that|denied earlier reports that|told"
            " reporters in {city} that|wrote to parliament that|announced this week that|repeated"
            " in an interview that|acknowledged for the first time that"
        ),
        what=_split(
            "{n} cameras with face recognition|a command centre worth {n} million|the platform"
            " supplied by {firm}|a pilot with {n} officers|the second phase of the contract|software"
            " that reads number plates|a loan of {n} million|the central watch list"
        ),
        where=_split(
            "had been installed across {city}|were still waiting for approval|would be switched on"
            " near {city}|had failed {n} of the tests|was handed over to {firm}|had cost {n} million"
            " so far|would not be used at protests|was bought without a tender"
        ),
        why=_split(
            "after a review by {name}|because the old system was slow|despite a complaint from"
            " {firm}|according to minutes of a meeting in {city}|as crime fell by {n} percent|while"
            " a court considers the case|under an agreement signed with {firm}|which {name} called"
            " a mistake"
        ),
        headlines=_split(
            "{city} switches on {n} cameras|{firm} wins the contract for {city}|Watchdog questions"
            " cameras in {city}|Doubts over {firm} deal"
        ),
        background=_split(
            "Facial recognition compares the faces of passers-by with a list of people sought by the"
            " authorities. Studies have found that such systems make more mistakes with women and"
            " with people of darker skin, and several cities abroad have suspended them.|The country"
            " has no law that governs the use of biometric data by the police, although a bill has"
            " been before parliament for several years and was last debated in the spring.|The"
            " company has repeatedly said that it only supplies equipment and that customers decide"
            " how it is used, in line with the law of each country in which it operates."
        ),
        furniture=_split(
            "Home|World|Technology|Share this article|Sign up for our newsletter|We use cookies to"
            " give you the best experience on our site and to show you advertising. By continuing to"
            " browse you agree to our use of cookies as described in our policy.|All rights"
            " reserved. This material may not be published, broadcast, rewritten or redistributed"
            " without the written permission of the publisher."
        ),
        synonyms=_pairs(
            "said=stated|confirmed=reaffirmed|software=technology|cost=consumed|slow=sluggish|called"
            "=described as|installed=set up|bought=purchased|failed=not passed|wrote=reported"
        ),
        syllables=_LATIN,
    ),
    "es": Phrases(
        who=_split(
            "El ayuntamiento de {city}|La empresa {firm}|El comisario {name}|El ministerio del"
            " Interior|Vecinos de {city}|La viceministra {name}|Dos personas que conocen el"
            " concurso|La organización {firm}|El auditor {name}|Un portavoz de {firm}"
        ),
        did=_split(
            "dijo el martes que|confirmó por carta que|negó las informaciones de que|explicó a la"
            " prensa en {city} que|escribió al congreso que|anunció esta semana que|repitió en una"
            " entrevista que|reconoció por primera vez que"
        ),
        what=_split(
            "{n} cámaras con reconocimiento facial|un centro de mando de {n} millones|la plataforma"
            " vendida por {firm}|una prueba con {n} agentes|la segunda fase del contrato|el programa"
            " que lee matrículas|un préstamo de {n} millones|la lista central de vigilancia"
        ),
        where=_split(
            "se habían instalado en {city}|seguía sin autorización|se pondría en marcha cerca de"
            " {city}|había fallado en {n} pruebas|pasó a manos de {firm}|había costado {n} millones"
            " hasta ahora|no se usaría en las protestas|se compró sin concurso público"
        ),
        why=_split(
            "tras una revisión de {name}|porque el sistema anterior era lento|pese a la queja de"
            " {firm}|según el acta de una reunión en {city}|mientras el delito bajaba un {n} por"
            " ciento|a la espera de la decisión de un juez|según el acuerdo firmado con {firm}|algo"
            " que {name} calificó de error"
        ),
        headlines=_split(
            "{city} enciende {n} cámaras|{firm} gana el contrato de {city}|Críticas a las cámaras de"
            " {city}|Dudas sobre el acuerdo con {firm}"
        ),
        background=_split(
            "El reconocimiento facial compara las caras de los transeúntes con una lista de personas"
            " buscadas por las autoridades. Varios estudios han hallado que se equivoca más con las"
            " mujeres y con las personas de piel oscura, y algunas ciudades lo han suspendido.|El"
            " país no tiene una ley que regule el uso de datos biométricos por la policía, aunque un"
            " proyecto lleva varios años en el congreso y se debatió por última vez en primavera."
        ),
        furniture=_split(
            "Inicio|Mundo|Tecnología|Comparte esta noticia|Suscríbete al boletín|Utilizamos cookies"
            " propias y de terceros para mejorar nuestros servicios y mostrarle publicidad. Si"
            " continúa navegando, consideramos que acepta su uso según nuestra política."
        ),
        synonyms=_pairs(
            "dijo=declaró|confirmó=ratificó|programa=sistema|costado=supuesto|lento=deficiente"
            "|compró=adquirió|instalado=colocado|explicó=contó|anunció=informó"
        ),
        syllables=_LATIN,
    ),
    "fr": Phrases(
        who=_split(
            "La mairie de {city}|La société {firm}|Le commissaire {name}|Le ministère de"
            " l'Intérieur|Des habitants de {city}|La secrétaire d'État {name}|Deux personnes proches"
            " du dossier|L'association {firm}|L'auditeur {name}|Un porte-parole de {firm}"
        ),
        did=_split(
            "a déclaré mardi que|a confirmé par écrit que|a démenti l'information selon laquelle|a"
            " dit à la presse à {city} que|a écrit au parlement que|a annoncé cette semaine que|a"
            " répété dans un entretien que|a reconnu pour la première fois que"
        ),
        what=_split(
            "{n} caméras à reconnaissance faciale|un centre de commandement à {n} millions|la"
            " plateforme livrée par {firm}|un essai avec {n} agents|la deuxième tranche du marché|le"
            " logiciel de lecture des plaques|un prêt de {n} millions|le fichier central"
        ),
        where=_split(
            "avaient été posées à {city}|attendait encore une autorisation|serait mis en service"
            " près de {city}|avait échoué à {n} essais|revenait désormais à {firm}|avait déjà coûté"
            " {n} millions|ne servirait pas lors des manifestations|avait été acheté sans appel"
            " d'offres"
        ),
        why=_split(
            "après un examen par {name}|car l'ancien système était lent|malgré une plainte de"
            " {firm}|selon le procès-verbal d'une réunion à {city}|alors que la délinquance baissait"
            " de {n} pour cent|dans l'attente d'une décision de justice|selon l'accord signé avec"
            " {firm}|ce que {name} a qualifié d'erreur"
        ),
        headlines=_split(
            "{city} allume {n} caméras|{firm} remporte le marché de {city}|Les caméras de {city} en"
            " question|Doutes sur le contrat de {firm}"
        ),
        background=_split(
            "La reconnaissance faciale compare les visages des passants à une liste de personnes"
            " recherchées par les autorités. Des études ont montré qu'elle se trompe davantage avec"
            " les femmes et les personnes à la peau foncée, et plusieurs villes l'ont suspendue.|Le"
            " pays n'a pas de loi sur l'usage des données biométriques par la police, bien qu'un"
            " projet soit à l'étude depuis plusieurs années et ait été débattu au printemps."
        ),
        furniture=_split(
            "Accueil|Monde|Technologies|Partager cet article|S'abonner à la lettre|En poursuivant"
            " votre navigation sur ce site, vous acceptez l'utilisation de cookies pour vous"
            " proposer des contenus et des publicités adaptés à vos centres d'intérêt."
        ),
        synonyms=_pairs(
            "déclaré=affirmé|confirmé=attesté|logiciel=programme|coûté=englouti|lent=dépassé|posées"
            "=installées|acheté=acquis|annoncé=indiqué|répété=redit"
        ),
        syllables=_LATIN,
    ),
    "de": Phrases(
        who=_split(
            "Der Stadtrat von {city}|Die Firma {firm}|Polizeichef {name}|Das Innenministerium"
            "|Anwohner in {city}|Staatssekretärin {name}|Zwei mit der Ausschreibung vertraute"
            " Personen|Die Organisation {firm}|Rechnungsprüfer {name}|Ein Sprecher von {firm}"
        ),
        did=_split(
            "sagte am Dienstag, dass|bestätigte schriftlich, dass|wies Berichte zurück, wonach"
            "|erklärte vor Journalisten in {city}, dass|schrieb an das Parlament, dass|gab diese"
            " Woche bekannt, dass|wiederholte in einem Gespräch, dass|räumte erstmals ein, dass"
        ),
        what=_split(
            "{n} Kameras mit Gesichtserkennung|eine Leitstelle für {n} Millionen|die Plattform des"
            " Lieferanten {firm}|ein Versuch mit {n} Beamten|die zweite Stufe des Vertrags|die"
            " Software zum Lesen von Kennzeichen|ein Kredit über {n} Millionen|die zentrale"
            " Fahndungsliste"
        ),
        where=_split(
            "in {city} aufgestellt worden seien|noch nicht genehmigt sei|bei {city} in Betrieb gehe"
            "|in {n} Tests versagt habe|an {firm} übergeben werde|bisher {n} Millionen gekostet habe"
            "|nicht bei Demonstrationen eingesetzt werde|ohne Ausschreibung gekauft worden sei"
        ),
        why=_split(
            "nach einer Prüfung durch {name}|weil das alte System langsam war|trotz einer Beschwerde"
            " von {firm}|laut Protokoll einer Sitzung in {city}|während die Kriminalität um {n}"
            " Prozent sank|solange ein Gericht den Fall prüft|gemäß einer Vereinbarung mit {firm}"
            "|was {name} einen Fehler nannte"
        ),
        headlines=_split(
            "{city} schaltet {n} Kameras ein|{firm} erhält Auftrag aus {city}|Zweifel an Kameras in"
            " {city}|Kritik am Vertrag mit {firm}"
        ),
        background=_split(
            "Bei der Gesichtserkennung werden die Gesichter von Passanten mit einer Liste gesuchter"
            " Personen verglichen. Studien zufolge irrt sich die Technik bei Frauen und bei Menschen"
            " mit dunkler Haut häufiger, weshalb mehrere Städte sie ausgesetzt haben.|Das Land hat"
            " kein Gesetz über die Nutzung biometrischer Daten durch die Polizei, obwohl ein Entwurf"
            " seit Jahren vorliegt und zuletzt im Frühjahr beraten wurde."
        ),
        furniture=_split(
            "Startseite|Welt|Technik|Artikel teilen|Newsletter bestellen|Wir verwenden Cookies, um"
            " Ihnen die Nutzung unserer Seite zu erleichtern und Werbung anzuzeigen. Mit dem"
            " weiteren Besuch der Seite stimmen Sie der Verwendung von Cookies zu."
        ),
        synonyms=_pairs(
            "sagte=teilte mit|bestätigte=bekräftigte|Software=Anwendung|gekostet=verschlungen"
            "|langsam=veraltet|aufgestellt=montiert|gekauft=beschafft|erklärte=betonte"
        ),
        syllables=_LATIN,
    ),
    "ru": Phrases(
        who=_split(
            "Городской совет {city}|Компания {firm}|Начальник полиции {name}|Министерство внутренних"
            " дел|Жители города {city}|Заместитель министра {name}|Два участника тендера|Организация"
            " {firm}|Аудитор {name}|Представитель {firm}"
        ),
        did=_split(
            "во вторник сообщил, что|письменно подтвердил, что|опроверг сообщения о том, что"
            "|рассказал журналистам в {city}, что|написал депутатам, что|на этой неделе объявил, что"
            "|повторил в интервью, что|впервые признал, что"
        ),
        what=_split(
            "{n} камер с распознаванием лиц|ситуационный центр за {n} миллионов|платформа"
            " поставщика {firm}|опыт с участием {n} сотрудников|второй этап контракта|программа"
            " чтения номеров|кредит на {n} миллионов|единый список розыска"
        ),
        where=_split(
            "установлены в районах {city}|всё ещё ждёт разрешения|заработает недалеко от {city}|не"
            " прошла {n} испытаний|передана фирме {firm}|уже обошлась в {n} миллионов|не будет"
            " применяться на митингах|закуплена без конкурса"
        ),
        why=_split(
            "после проверки, которую провёл {name}|потому что старая система работала медленно"
            "|несмотря на жалобу {firm}|согласно протоколу заседания в {city}|хотя преступность"
            " снизилась на {n} процентов|пока дело рассматривает суд|по соглашению с {firm}|что"
            " {name} называет ошибкой"
        ),
        headlines=_split(
            "В {city} включили {n} камер|{firm} получила контракт в {city}|Камеры в {city} вызвали"
            " вопросы|Сомнения в сделке с {firm}"
        ),
        background=_split(
            "Системы распознавания сравнивают лица прохожих со списком людей, которых разыскивают"
            " власти. По данным исследований, они чаще ошибаются с женщинами и с людьми с тёмной"
            " кожей, и несколько городов за рубежом от них отказались.|В стране нет закона об"
            " использовании биометрических данных полицией, хотя законопроект несколько лет лежит в"
            " парламенте и в последний раз обсуждался весной."
        ),
        furniture=_split(
            "Главная|Мир|Технологии|Поделиться|Подписаться на рассылку|Мы используем файлы cookie,"
            " чтобы сайт работал лучше и чтобы показывать вам рекламу. Продолжая пользоваться"
            " сайтом, вы соглашаетесь с нашей политикой обработки данных."
        ),
        synonyms=_pairs(
            "сообщил=заявил|подтвердил=удостоверил|программа=система|обошлась=вылилась|медленно"
            "=плохо|установлены=размещены|закуплена=приобретена|объявил=известил"
        ),
        syllables=_split("ка|ро|ми|сен|тал|бу|не|дор|ви|ла|гар|по|зу|фе|лин|тан|мо|ри|ша|дел"),
    ),
    "ar": Phrases(
        who=_split(
            "مجلس مدينة {city}|شركة {firm}|قائد الشرطة {name}|وزارة الداخلية|سكان {city}|نائب الوزير"
            " {name}|شخصان مطلعان على المناقصة|منظمة {firm}|المدقق {name}|متحدث باسم {firm}"
        ),
        did=_split(
            "قال يوم الثلاثاء إن|أكد في رسالة أن|نفى تقارير سابقة عن أن|أبلغ الصحفيين في {city} أن"
            "|كتب إلى البرلمان أن|أعلن هذا الأسبوع أن|كرر في مقابلة أن|أقر للمرة الأولى بأن"
        ),
        what=_split(
            "{n} كاميرا للتعرف على الوجوه|مركز قيادة بقيمة {n} مليون|المنصة التي وردتها {firm}|تجربة"
            " بمشاركة {n} ضابطا|المرحلة الثانية من العقد|برنامج قراءة اللوحات|قرضا بقيمة {n} مليون"
            "|قائمة المراقبة المركزية"
        ),
        where=_split(
            "ركبت في أنحاء {city}|ما زالت تنتظر الموافقة|ستعمل قرب {city}|أخفقت في {n} اختبارا"
            "|انتقلت إلى {firm}|كلفت {n} مليون حتى الآن|لن تستخدم في المظاهرات|اشتريت دون مناقصة"
        ),
        why=_split(
            "بعد مراجعة أجراها {name}|لأن النظام القديم كان بطيئا|رغم شكوى من {firm}|وفق محضر اجتماع"
            " في {city}|بينما تراجعت الجريمة بنسبة {n} بالمئة|إلى أن تنظر المحكمة في القضية|بموجب"
            " اتفاق مع {firm}|وهو ما وصفه {name} بالخطأ"
        ),
        headlines=_split(
            "{city} تشغل {n} كاميرا|{firm} تفوز بعقد {city}|تساؤلات عن كاميرات {city}|شكوك حول صفقة"
            " {firm}"
        ),
        background=_split(
            "تقارن هذه الأنظمة وجوه المارة بقائمة من الأشخاص المطلوبين لدى السلطات. ووجدت دراسات"
            " أنها تخطئ أكثر مع النساء ومع أصحاب البشرة الداكنة، وأوقفتها مدن عدة في الخارج.|لا يوجد"
            " في البلاد قانون ينظم استخدام الشرطة للبيانات البيومترية، رغم أن مشروع قانون معروض على"
            " البرلمان منذ سنوات ونوقش آخر مرة في الربيع."
        ),
        furniture=_split(
            "الرئيسية|العالم|تكنولوجيا|شارك المقال|اشترك في النشرة|نستخدم ملفات تعريف الارتباط"
            " لتحسين تجربتك على موقعنا ولعرض الإعلانات. باستمرارك في التصفح فإنك توافق على استخدامها"
            " وفق سياسة الخصوصية."
        ),
        synonyms=_pairs(
            "قال=صرح|أكد=أوضح|برنامج=نظام|كلفت=استهلكت|بطيئا=متأخرا|ركبت=نصبت|اشتريت=اقتنيت|أعلن=ذكر"
        ),
        syllables=_split("كا|رو|مي|سن|تال|بو|ني|دور|في|لا|غار|زو|لين|تان|مو|ري|شا|ديل"),
    ),
    "zh": Phrases(
        who=_split(
            "{city}市议会|{firm}公司负责人|警察局长{name}|内政部|{city}的居民|副部长{name}|两名知情人士"
            "|民间组织{firm}|审计员{name}|{firm}的发言人"
        ),
        did=_split(
            "周二表示|在信中证实|否认此前的报道，称|在{city}对记者说|致函议会指出|本周宣布|在采访中重申|首次承认"
        ),
        what=_split(
            "{n}个人脸识别摄像头|耗资{n}万的指挥中心|由{firm}提供的平台|有{n}名警员参加的试点|合同的第二期"
            "|车牌识别软件|一笔{n}万的贷款|统一的布控名单"
        ),
        where=_split(
            "已经安装在{city}各地|仍在等待批准|将在{city}附近启用|在{n}项测试中不合格|已移交给{firm}"
            "|迄今花费了{n}万|不会用于抗议活动|未经招标便已购买"
        ),
        why=_split(
            "此前{name}进行了审查|因为旧系统速度太慢|尽管{firm}提出了投诉|据在{city}召开的会议的记录"
            "|而犯罪率下降了百分之{n}|法院仍在审理此案|依据的是与{firm}签署的协议|{name}称这是一个错误"
        ),
        headlines=_split(
            "{city}启用{n}个摄像头|{firm}赢得{city}合同|{city}摄像头引发质疑|{firm}交易存疑"
        ),
        background=_split(
            "人脸识别系统将路人的面孔与当局通缉人员的名单进行比对。研究发现，这类系统对女性和深色皮肤的人更容易出错，"
            "国外已有多个城市暂停使用。|该国没有法律规范警方使用生物识别数据，尽管一项法案已提交议会多年，上一次辩论是在春季。"
        ),
        furniture=_split(
            "首页|国际|科技|分享|订阅|本网站使用缓存文件以改善您的浏览体验并向您展示广告，继续浏览即表示您同意我们的隐私政策和服务条款。"
        ),
        synonyms=_pairs(
            "表示=说|证实=确认|软件=程序|花费=耗费|太慢=迟缓|安装=架设|购买=采购|宣布=公布"
        ),
        syllables=_split("卡|罗|米|森|塔|布|内|多|维|拉|加|波|祖|费|林|坦|莫|里|沙|德"),
        joint="",
        stop="。",
    ),
    "ja": Phrases(
        who=_split(
            "{city}市議会は|{firm}社の幹部は|警察本部長の{name}氏は|内務省は|{city}の住民は|副大臣の{name}氏は"
            "|入札に詳しい二人の関係者は|人権団体{firm}は|監査人の{name}氏は|{firm}の広報担当者は"
        ),
        did=_split(
            "火曜日の会見で|書簡の中で|これまでの報道を否定し|{city}で記者団に対し|議会に宛てて|今週になって"
            "|インタビューで重ねて|初めて公の場で"
        ),
        what=_split(
            "顔認識カメラ{n}台が|{n}万ドルの指令センターが|{firm}が納めた基盤が|警察官{n}人による試験運用が"
            "|契約の第二段階が|ナンバー読み取りソフトが|{n}万ドルの融資が|中央の手配者名簿が"
        ),
        where=_split(
            "{city}の各地に設置されたと述べた|まだ承認を待っていると述べた|{city}の近くで稼働すると明らかにした"
            "|{n}件の試験に落ちたと認めた|{firm}に引き渡されたと述べた|これまでに{n}万ドルを要したと説明した"
            "|抗議活動には使われないと約束した|入札なしで購入されたと指摘した"
        ),
        why=_split(
            "これは{name}氏の調査を受けたものだ|古い仕組みは遅かったためだという|{firm}は苦情を申し立てている"
            "|{city}で開かれた会議の議事録に基づく|犯罪は{n}パーセント減っている|裁判所が審理を続けている"
            "|{firm}との協定に基づくという|{name}氏は誤りだと批判する"
        ),
        headlines=_split(
            "{city}でカメラ{n}台が稼働|{firm}が{city}の契約を獲得|{city}のカメラに疑問の声|{firm}との契約に疑念"
        ),
        background=_split(
            "顔認識の仕組みは、通行人の顔を当局が捜している人の名簿と照らし合わせる。女性や肌の色の濃い人では誤りが多いとの"
            "研究があり、海外では使用を止めた都市もある。|この国には警察による生体情報の利用を定めた法律がなく、法案は数年前から"
            "議会にあるが、最後に審議されたのは春のことだった。"
        ),
        furniture=_split(
            "ホーム|国際|テクノロジー|記事を共有|会員登録|当サイトでは利便性の向上と広告の表示のためにクッキーを使用しています。"
            "閲覧を続けることで、当社の方針に同意したものとみなされます。"
        ),
        synonyms=_pairs(
            "述べた=語った|設置=配備|ソフト=装置|要した=費やした|遅かった=鈍かった|購入=調達|指摘=主張|説明=報告"
        ),
        syllables=_split(
            "カ|ロ|ミ|セン|タル|ブ|ネ|ドル|ヴィ|ラ|ガル|ポ|ズ|フェ|リン|タン|モ|リ|シャ|デル"
        ),
        joint="",
        stop="。",
    ),
}
