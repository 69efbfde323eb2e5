"""Sentences of our own in the languages that have to be told apart; two for each."""

from __future__ import annotations

SENTENCES = {
    "ar": (
        "أعلنت شرطة المدينة أنها ستستخدم نظاما جديدا للتعرف على الوجوه في محطة القطار.",
        "وقال الوزير إن العقد مع الشركة الموردة سينتهي في نهاية العام المقبل.",
    ),
    "zh": (
        "市公安局表示,新的人脸识别系统将在火车站投入使用,预算为三百万元。",
        "该项目的供应商尚未公布,合同期限为五年。",
    ),
    "en": (
        "The city police said that a new face recognition system will be used at the station.",
        "The minister told parliament that the contract with the supplier ends next year.",
    ),
    "fr": (
        "La police municipale a annoncé la mise en service de caméras intelligentes à la gare.",
        "Le ministre a déclaré que le contrat avec le fournisseur prendra fin l'année prochaine.",
    ),
    "de": (
        "Die Stadt hat am Bahnhof Kameras mit Gesichtserkennung in Betrieb genommen.",
        "Der Minister sagte, der Vertrag mit dem Lieferanten laufe im nächsten Jahr aus.",
    ),
    "hi": (
        "शहर की पुलिस ने कहा कि रेलवे स्टेशन पर चेहरा पहचानने वाली नई प्रणाली लगाई जाएगी।",
        "मंत्री ने बताया कि आपूर्तिकर्ता के साथ अनुबंध अगले वर्ष समाप्त होगा।",
    ),
    "id": (
        "Kepolisian kota mengatakan bahwa sistem pengenalan wajah akan dipasang di stasiun kereta.",
        "Menteri menjelaskan bahwa kontrak dengan pemasok akan berakhir tahun depan.",
    ),
    "ja": (
        "市の警察は、駅に新しい顔認証システムを導入すると発表した。予算は三百万円である。",
        "大臣は、供給業者との契約が来年終了すると述べた。",
    ),
    "ko": (
        "시 경찰은 기차역에 새로운 얼굴 인식 시스템을 도입한다고 밝혔다.",
        "장관은 공급업체와의 계약이 내년에 끝난다고 말했다.",
    ),
    "pt": (
        "A polícia da cidade informou que um novo sistema de reconhecimento facial será usado na estação.",
        "O ministro disse que o contrato com o fornecedor termina no próximo ano.",
    ),
    "ru": (
        "Полиция города установила систему распознавания лиц на вокзале, сообщила мэрия.",
        "Министр заявил, что договор с поставщиком истекает в следующем году.",
    ),
    "es": (
        "La policía de la ciudad informó que usará un nuevo sistema de reconocimiento facial en la estación.",
        "El ministro dijo que el contrato con el proveedor termina el próximo año.",
    ),
    "sw": (
        "Polisi wa jiji walisema kwamba mfumo mpya wa kutambua nyuso utatumika katika kituo cha treni.",
        "Waziri alisema kuwa mkataba na msambazaji utamalizika mwaka ujao.",
    ),
    "tr": (
        "Belediye, tren istasyonuna yüz tanıma sistemi kurulacağını açıkladı; bütçe üç milyon lira.",
        "Bakan, tedarikçi ile yapılan sözleşmenin gelecek yıl sona ereceğini söyledi.",
    ),
    "ur": (
        "شہر کی پولیس نے کہا کہ ریلوے سٹیشن پر چہرے پہچاننے کا نیا نظام لگایا جائے گا۔",
        "وزیر نے بتایا کہ فراہم کنندہ کے ساتھ معاہدہ اگلے سال ختم ہو جائے گا۔",
    ),
    "vi": (
        "Công an thành phố cho biết hệ thống nhận dạng khuôn mặt mới sẽ được lắp đặt tại nhà ga.",
        "Bộ trưởng nói rằng hợp đồng với nhà cung cấp sẽ kết thúc vào năm tới.",
    ),
}
TRADITIONAL_CHINESE = "市警察局表示,新的人臉辨識系統將在火車站投入使用,預算為三百萬元。"
