"""Plain names of events that trials count, and of those whom a dose is for: *low blood pressure* for *hypotension*."""

from __future__ import annotations

import functools

PLAIN = {
    "fever": "pyrexia; fever (pyrexia)",
    "trouble breathing": "dyspnea",
    "itching": "pruritus",
    "joint pain": "arthralgia",
    "muscle pain": "myalgia",
    "muscle or bone pain": "musculoskeletal pain",
    "weakness": "asthenia",
    "tiredness": "fatigue",
    "tiredness or weakness": "fatigue and asthenia; fatigue/asthenia",
    "hair loss": "alopecia",
    "mouth sores": "stomatitis",
    "swelling": "edema",
    "swollen arms or legs": "peripheral edema; edema peripheral",
    "less appetite": "decreased appetite; anorexia",
    "changed taste": "dysgeusia",
    "upset stomach": "dyspepsia",
    "trouble swallowing": "dysphagia",
    "trouble sleeping": "insomnia",
    "nosebleed": "epistaxis",
    "red skin": "erythema",
    "hives": "urticaria",
    "nerve damage in hands or feet": "peripheral neuropathy; neuropathy peripheral; peripheral sensory neuropathy",
    "tingling or numbness": "paresthesia",
    "confusion": "confusional state",
    "fainting": "syncope",
    "fast heartbeat": "tachycardia; sinus tachycardia or tachycardia",
    "uneven heartbeat": "arrhythmia; cardiac arrhythmia; rhythm disorders",
    "heart attack": "myocardial infarction",
    "low blood pressure": "hypotension",
    "high blood pressure": "hypertension",
    "low oxygen": "hypoxia",
    "bleeding": "hemorrhage; hemorrhagic events",
    "blood in the urine": "hematuria",
    "passing little urine": "oliguria",
    "passing urine at night": "nocturia",
    "low red blood cells": "anemia",
    "low white blood cells": "leukopenia; low white cells by laboratory values",
    "low neutrophils (white blood cells)": (
        "neutropenia; neutrophils decreased; decreased neutrophils; neutrophil count decreased"
    ),
    "low lymphocytes (white blood cells)": (
        "lymphopenia; lymphocytes decreased; decreased lymphocytes; lymphocyte count decreased"
    ),
    "low platelets": "thrombocytopenia; platelets decreased; decreased platelets; platelet count decreased",
    "low blood counts": "hematologic toxicity; cytopenia; cytopenias; pancytopenia",
    "lasting low blood counts": "prolonged cytopenia",
    "lasting, very low counts": "prolonged severe cytopenia",
    "fever with low neutrophils": "febrile neutropenia",
    "too few antibodies": "hypogammaglobulinemia",
    "high liver values": "ALT or AST increased; hypertransaminasemia; liver enzyme elevation; liver enzyme elevations",
    "high liver value (ALT)": (
        "increased ALT; ALT increased; alanine aminotransferase increased; increased alanine aminotransferase"
    ),
    "high liver value (AST)": (
        "increased AST; AST increased; aspartate aminotransferase increased; increased aspartate aminotransferase"
    ),
    "high kidney value (creatinine)": (
        "increased creatinine; creatinine increased; blood creatinine increased; increased blood creatinine"
    ),
    "high blood sugar": "hyperglycemia; glucose increased; increased glucose",
    "low blood sugar": "hypoglycemia; glucose decreased; decreased glucose",
    "low sodium": "hyponatremia; sodium decreased; decreased sodium",
    "low potassium": "hypokalemia; potassium decreased; decreased potassium",
    "high potassium": "hyperkalemia; potassium increased; increased potassium",
    "low calcium": "hypocalcemia; calcium decreased; decreased calcium",
    "high calcium": "hypercalcemia; calcium increased; increased calcium",
    "low magnesium": "hypomagnesemia; magnesium decreased; decreased magnesium",
    "low phosphate": "hypophosphatemia; phosphate decreased; decreased phosphate",
    "low albumin (a blood protein)": "hypoalbuminemia; albumin decreased; decreased albumin",
    "kidney damage": "acute kidney injury; renal impairment",
    "kidney failure": "renal failure",
    "liver damage": "hepatotoxicity",
    "underactive thyroid": "hypothyroidism",
    "overactive thyroid": "hyperthyroidism",
    "inflamed thyroid": "thyroiditis",
    "inflamed pituitary gland": "hypophysitis",
    "too little adrenal hormone": "adrenal insufficiency",
    "type 1 diabetes": "type 1 diabetes mellitus",
    "inflamed lungs": "pneumonitis",
    "lungs inflamed by immune cells": "immune-mediated pneumonitis; immune-related pneumonitis",
    "bowel inflamed by immune cells": "immune-mediated colitis",
    "liver inflamed by immune cells": "immune-mediated hepatitis; immune-related hepatitis",
    "kidneys inflamed by immune cells": "immune-mediated nephritis; immune-related nephritis",
    "heart muscle inflamed by immune cells": "immune-mediated myocarditis; immune-related myocarditis",
    "pancreas inflamed by immune cells": "immune-mediated pancreatitis",
    "rash from immune cells": "immune-mediated rash",
    "skin reactions from immune cells": "immune-mediated skin reactions; immune-mediated dermatologic reactions",
    "side effects from immune cells": "immune-mediated adverse reactions",
    "inflamed eye": "uveitis",
    "white skin patches": "vitiligo",
    "inflamed sac around the heart": "pericarditis",
    "heart failure": "cardiac failure; congestive heart failure",
    "weak heart muscle": "left ventricular dysfunction",
    "blood clot in a vein": "venous thromboembolism",
    "blood clot in a deep vein": "deep vein thrombosis",
    "blood clot in an artery": "arterial thromboembolism",
    "blood clot in the lung": "pulmonary embolism",
    "reaction to the infusion": (
        "infusion-related reaction; infusion-related reactions; infusion reactions; infusion reaction; infusion "
        "related reaction"
    ),
    "reaction to the dose": "administration-related reaction",
    "severe reaction to the infusion": "severe infusion-related reaction",
    "severe allergic reaction": "anaphylaxis; anaphylactic reaction",
    "allergic reaction": "hypersensitivity; hypersensitivity reactions",
    "second cancers": "second primary malignancies; second primary malignancy",
    "brain and nerve problems": (
        "neurologic toxicities; neurological toxicities, including ICANS; ICANS (neurologic toxicity); "
        "neurologic toxicity; neurologic toxicity (any); neurological toxicity; neurotoxicity; neurologic "
        "toxicity (any, ICANS included); neurologic toxicity (any, including ICANS); neurologic toxicity, "
        "including ICANS"
    ),
    "immune system out of control (HLH/MAS)": (
        "HLH/MAS; hemophagocytic lymphohistiocytosis; hemophagocytic lymphohistiocytosis/macrophage activation syndrome"
    ),
    "brain infection (PML)": "progressive multifocal leukoencephalopathy",
    "serious side effects": (
        "serious adverse reactions; serious adverse reaction; serious adverse reactions (any); serious adverse "
        "reaction (any); any serious adverse reaction"
    ),
    "deaths from side effects": (
        "fatal adverse reactions; fatal adverse reaction; fatal adverse reactions (any); death from an adverse "
        "reaction; fatal adverse events"
    ),
    "stopped because of side effects": "adverse reactions that led to discontinuation",
    "stopped for good because of side effects": (
        "adverse reactions that led to permanent discontinuation; adverse reaction that led to permanent "
        "discontinuation; permanent discontinuation for adverse "
        "reactions; permanent discontinuation for an adverse reaction"
    ),
    "paused because of side effects": (
        "adverse reactions that led to an interruption; adverse reactions that led to a dosage interruption; "
        "adverse reaction that led to a dosage interruption; adverse reaction that led to dose interruption; "
        "interruption for adverse reactions; interruption for an adverse reaction"
    ),
    "lower dose because of side effects": "adverse reactions that led to a dose reduction",
    "strong whole-body reaction (CRS)": "cytokine release syndrome; cytokine release syndrome (CRS)",
    "harm to an unborn baby": "embryo-fetal toxicity",
    "new cancers of T cells": "T-cell malignancies",
    "new blood cancers": "secondary hematological malignancies",
    "hepatitis B coming back": "hepatitis B virus reactivation",
    "damage to the heart muscle": "cardiomyopathy",
    "heart and lung damage": "cardiopulmonary impairment",
    "the heart and breathing stop": "cardiopulmonary arrest",
    "lung damage": "pulmonary toxicity",
    "serious reaction to the infusion": "serious infusion reactions",
    "deadly reaction to the infusion": "fatal infusion-related reactions",
    "blood clots": "thromboembolism; venous and arterial thromboembolism",
    "serious blood clots": "serious venous and arterial thromboembolism",
    "severe skin and mouth reactions": "severe mucocutaneous reactions",
    "death from the treatment": "treatment-related mortality; treatment-related death",
    "low counts that last or return": "prolonged or recurrent cytopenia",
    "bleeding inside the body": "internal organ hemorrhage",
    "deadly bleeding inside the body": "internal organ hemorrhage leading to death",
    "weak defenses and infections": "immunosuppression and infections",
    "fluid leak from blood vessels": "capillary leak syndrome",
    "slow movement, nerve weakness": "parkinsonism and Guillain-Barré syndrome",
    "safety program (REMS)": "REMS",
    "severe low neutrophils, still there at month 1": "grade 3 or 4 neutropenia not resolved by month 1",
    "severe low neutrophils, still there at week 4": "neutropenia of grade 3 or higher, not resolved by week 4",
    "severe low neutrophils": "grade 3 or 4 neutropenia",
    "new or worse, severe low neutrophils": "new or worse low neutrophils, grade 3 or 4",
    "low neutrophils past day 28": "neutropenia beyond day 28",
    "severe low blood counts, first 3 months": "grade 3 or 4 cytopenia, first 3 months",
    "severe low blood counts, still there at day 30": "cytopenia of grade 3 or higher not resolved by Day 30",
    "low blood counts past day 30": "any cytopenia beyond day 30",
    "low blood counts, still there at day 29": "any cytopenia still present at day 29",
    "lasting low counts that needed stored stem cells": "prolonged cytopenia that needed a stem cell rescue",
    "severe fever or chills": "grade 3 or 4 fever and/or chills",
    "many cancer cells die at once (tumor lysis)": "tumor lysis syndrome",
    "many cancer cells die at once (tumor lysis), severe": "tumor lysis syndrome, grade 3 or 4",
    "severe side effects of the treatment": "treatment-related toxicity of grade 3 or higher",
    "severe infection or reaction with infection": (
        "infection of grade 3 or higher, or serious infection-related reaction"
    ),
    "whole-body reaction that is more than mild (CRS)": "cytokine release syndrome, grade 2 or higher",
    "kidneys inflamed by immune cells and not working well": "immune-mediated nephritis with renal dysfunction",
    "kidneys inflamed by immune cells and not working well, moderate": (
        "immune-mediated nephritis with renal dysfunction, grade 2"
    ),
    "hormone gland problems from immune cells, moderate to fatal": "grade 2 to 5 immune-mediated endocrinopathies",
    "inflamed or scarred lungs": "interstitial lung disease or pneumonitis; pneumonitis or interstitial lung disease",
    "inflamed lungs or spots on lung scans": "pneumonitis or pulmonary infiltrates",
    "inflamed lungs, also from radiation": "pneumonitis, including radiation pneumonitis",
    "stopped for good because of inflamed or scarred lungs": (
        "pneumonitis or pulmonary fibrosis that led to permanent discontinuation"
    ),
    "diarrhea or bowel inflamed by immune cells": (
        "immune-related colitis and diarrhea; immune-mediated colitis or diarrhea; immune-mediated diarrhea or colitis"
    ),
    "joints inflamed by immune cells": "immune-related arthritis",
    "blood in the urine, mild or moderate": "hematuria, grade 1 and 2",
    "new underactive thyroid, mild or moderate": "new hypothyroidism, grade 1 or 2",
    "nail problems": "nail toxicity",
    "eye problems": "ocular toxicity",
    "mouth problems": "oral toxicity",
    "brain and nerve problems from CAR T cells": "CAR T cell-associated neurotoxicity",
    "inflamed bowel": "enterocolitis; enterocolitis (IEC-EC)",
    "swelling in the back of the brain": "reversible posterior leukoencephalopathy syndrome",
    "deadly brain infection (PML)": "progressive multifocal leukoencephalopathy, fatal",
    "serious heart problems": "serious cardiac disorders",
    "deadly heart problem or sudden death": "fatal cardiac disorder or sudden death",
    "death within a day after the heart stopped several times": "death within 24 hours after several cardiac arrests",
    "invasive second cancers": "invasive second primary malignancies",
    "serious second cancers": "second primary malignancies, serious",
    "second cancer, except most skin cancers": "second primary malignancy, nonmelanoma skin cancers left out",
    "new cancer of blood-forming cells": "myeloid neoplasm",
    "rash or inflamed skin from immune cells": "immune-mediated rash or dermatitis",
    "high liver value (ALT), severe": "ALT increased, grades 3 and 4",
    "drugs that calm the immune system": "systemic immunosuppressants for immune-mediated reactions",
    "tiredness, weakness, feeling unwell": "fatigue, with asthenia and malaise",
    "infections, germ not known": "infections, pathogen unspecified",
    "liver values that point to liver damage": "liver values consistent with hepatotoxicity",
    "skin reactions at the spot, mostly redness": "local skin reactions, mostly erythema",
    "serious blood clot in the lung": "serious pulmonary embolism",
    "deadly bleeding": "fatal hemorrhage",
    "fast or uneven heartbeat": "supraventricular arrhythmia or tachycardia",
    "skin that dies and peels off, deadly": "fatal toxic epidermal necrolysis",
    "hepatitis B virus rising in people who had it": "virologic breakthrough, active hepatitis B at baseline",
    "severe reaction to the infusion that can kill": (
        "severe or life-threatening infusion-related reaction; severe or life-threatening infusion-related reactions"
    ),
    "melanoma that has spread or cannot be removed": "unresectable or metastatic melanoma",
    "traces of leukemia (MRD)": "minimal residual disease (MRD)",
    "came back or did not respond": "relapsed or refractory",
    "later rounds of chemo": "consolidation",
    "CLL, no treatment yet": "untreated CLL",
    "CLL that came back": "relapsed CLL",
    "CLL that did not respond": "refractory CLL",
    "lung cancer": "NSCLC",
    "lung cancer that surgery can remove": "resectable NSCLC",
    "lung cancer that has spread": "metastatic NSCLC",
    "large B-cell lymphoma after one treatment": "LBCL after one line",
    "large B-cell lymphoma after two or more treatments": "LBCL after two or more lines",
    "lymphoma (LBCL or FL)": "LBCL and FL",
    "adults with lymphoma (LBCL or FL)": "LBCL and FL, adults",
    "other blood cancers (CLL or SLL, FL, MCL)": "CLL or SLL, FL, MCL",
    "fast-growing leukemia": "B-ALL; B-cell ALL",
    "fast-growing leukemia, up to 50 kg": "B-ALL, up to 50 kg",
    "fast-growing leukemia, above 50 kg": "B-ALL, above 50 kg",
    "advanced skin cancer": "advanced cutaneous squamous cell and basal cell carcinoma",
    "skin cancer, after surgery": "adjuvant treatment of cutaneous squamous cell carcinoma",
    "alone, also after surgery or after you had it with Yervoy": (
        "alone, including after IV nivolumab and ipilimumab, and adjuvant uses"
    ),
    "any solid tumor with many gene changes (TMB-H)": "TMB-H cancer (any solid tumor)",
    "any solid tumor that cannot repair its genes well (MSI-H, dMMR)": "MSI-H or dMMR cancer (any solid tumor)",
}
"""Each plain name, and the terms of labels that it stands for. What is not here stays in the words of its source.
No rule makes new words out of old ones: a wrong word in a table of side effects is a wrong fact. A plain name is as
grave and as wide as its term: what it would soften or leave out stays in the words of the label."""


def known_term(term: str) -> bool:
    """Say whether a term has a plain name."""
    return term.casefold() in _by_term()


def plain_term(term: str) -> str:
    """Return the plain name of a term, or the term itself where there is none; it begins with a capital letter."""
    name = _by_term().get(term.casefold(), term)
    return name[:1].upper() + name[1:]


@functools.cache
def _by_term() -> dict[str, str]:
    return {term.casefold(): plain for plain, terms in PLAIN.items() for term in terms.split("; ")}
