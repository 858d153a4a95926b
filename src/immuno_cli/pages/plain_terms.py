"""Plain names of the events that trials count: a patient reads *low blood pressure* for *hypotension*."""

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
    "fast heartbeat": "tachycardia",
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
    "lungs inflamed by immune cells": "immune-mediated pneumonitis",
    "bowel inflamed by immune cells": "immune-mediated colitis",
    "liver inflamed by immune cells": "immune-mediated hepatitis",
    "kidneys inflamed by immune cells": "immune-mediated nephritis",
    "heart muscle inflamed by immune cells": "immune-mediated myocarditis",
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
        "fatal adverse reactions; fatal adverse reaction; fatal adverse reactions (any); death from an adverse reaction"
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
    "blood clots": "venous and arterial thromboembolism",
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
}
"""Each plain name, and the terms of labels that it stands for. What is not here stays in the words of its source.
No rule makes new words out of old ones: a wrong word in a table of side effects is a wrong fact. A plain name is as
grave and as wide as its term: what it would soften or leave out stays in the words of the label."""


def plain_term(term: str) -> str:
    """Return the plain name of a term, or the term itself where there is none; it begins with a capital letter."""
    name = _by_term().get(term.casefold(), term)
    return name[:1].upper() + name[1:]


@functools.cache
def _by_term() -> dict[str, str]:
    return {term.casefold(): plain for plain, terms in PLAIN.items() for term in terms.split("; ")}
