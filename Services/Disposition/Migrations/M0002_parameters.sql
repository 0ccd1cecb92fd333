-- What decisions are made with. The highest version holds; every batch looks which one that is, so a new version is one
-- INSERT and applies from the next batch on. Amounts are minor units of the document's currency, shares hundredths of a
-- percent. The first version holds priors from published figures (see the README), to be replaced by a merchant's own.
CREATE TABLE parameters (
    version bigint PRIMARY KEY CHECK (version = (document ->> 'version')::bigint),
    document jsonb NOT NULL,
    digest text GENERATED ALWAYS AS (md5(document::text)) STORED
);

INSERT INTO parameters (version, document) VALUES (1, $document$
{
  "version": 1,
  "currency": "GBP",
  "currencies": {
    "EUR": 11500,
    "USD": 12700,
    "CHF": 11200,
    "CAD": 17400,
    "AUD": 19200,
    "JPY": 19000,
    "PLN": 49000,
    "SEK": 130000,
    "NOK": 135000,
    "DKK": 86000,
    "CZK": 290000,
    "CNY": 91000
  },
  "productWaitSeconds": 30,
  "carbonPricePerTonne": 8500,
  "hazardCompliance": 250,
  "holdingBasisPointsPerDay": 3,
  "channels": {
    "restock_new": {
      "probability": 9700,
      "waitDays": 10,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 0,
      "transportPerKilogram": 0,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 20,
      "carbonGramsPerKilogram": 0
    },
    "restock_open_box": {
      "probability": 9000,
      "waitDays": 14,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 0,
      "transportPerKilogram": 0,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 60,
      "carbonGramsPerKilogram": 0
    },
    "refurbish": {
      "probability": 8000,
      "waitDays": 30,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 0,
      "transportPerKilogram": 0,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 400,
      "carbonGramsPerKilogram": 500
    },
    "repair": {
      "probability": 7000,
      "waitDays": 35,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 0,
      "transportPerKilogram": 0,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 500,
      "carbonGramsPerKilogram": 600
    },
    "return_to_vendor": {
      "probability": 9000,
      "waitDays": 45,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 180,
      "transportPerKilogram": 40,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 300,
      "carbonGramsPerKilogram": 250
    },
    "marketplace_resale": {
      "probability": 8000,
      "waitDays": 21,
      "feeShare": 1500,
      "feeFixed": 30,
      "transportFixed": 320,
      "transportPerKilogram": 60,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 350,
      "carbonGramsPerKilogram": 250
    },
    "liquidate": {
      "probability": 9500,
      "waitDays": 60,
      "feeShare": 1500,
      "feeFixed": 0,
      "transportFixed": 60,
      "transportPerKilogram": 10,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 100,
      "carbonGramsPerKilogram": 150
    },
    "donate": {
      "probability": 9500,
      "waitDays": 14,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 40,
      "transportPerKilogram": 10,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 80,
      "carbonGramsPerKilogram": 100
    },
    "harvest_parts": {
      "probability": 9000,
      "waitDays": 30,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 50,
      "transportPerKilogram": 10,
      "compliance": 15,
      "scrapPerKilogram": 0,
      "carbonGrams": 150,
      "carbonGramsPerKilogram": 300
    },
    "recycle": {
      "probability": 9900,
      "waitDays": 7,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 30,
      "transportPerKilogram": 10,
      "compliance": 15,
      "scrapPerKilogram": 12,
      "carbonGrams": 50,
      "carbonGramsPerKilogram": 250
    },
    "dispose": {
      "probability": 9900,
      "waitDays": 3,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 20,
      "transportPerKilogram": 12,
      "compliance": 60,
      "scrapPerKilogram": 0,
      "carbonGrams": 50,
      "carbonGramsPerKilogram": 900
    },
    "dispose_hazardous": {
      "probability": 9900,
      "waitDays": 14,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 600,
      "transportPerKilogram": 150,
      "compliance": 500,
      "scrapPerKilogram": 0,
      "carbonGrams": 400,
      "carbonGramsPerKilogram": 2000
    },
    "return_to_customer": {
      "probability": 9000,
      "waitDays": 7,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 420,
      "transportPerKilogram": 60,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 350,
      "carbonGramsPerKilogram": 250
    },
    "hold": {
      "probability": 10000,
      "waitDays": 30,
      "feeShare": 0,
      "feeFixed": 0,
      "transportFixed": 0,
      "transportPerKilogram": 0,
      "compliance": 0,
      "scrapPerKilogram": 0,
      "carbonGrams": 0,
      "carbonGramsPerKilogram": 0
    }
  },
  "prices": {
    "default": {
      "restock_new": {"A": 9500},
      "restock_open_box": {"A": 7500, "B": 6000},
      "marketplace_resale": {"A": 6800, "B": 5800, "C": 4000, "D": 1500},
      "liquidate": {"A": 1000, "B": 900, "C": 700, "D": 500},
      "refurbish": {},
      "repair": {},
      "harvest_parts": {}
    },
    "electronics": {
      "refurbish": {"B": 6500, "C": 6500, "D": 5500},
      "repair": {"C": 6000, "D": 5500},
      "harvest_parts": {"C": 1500, "D": 1200, "S": 700}
    },
    "home": {"refurbish": {"C": 5000}, "repair": {"C": 4500}, "harvest_parts": {"D": 500, "S": 300}},
    "sports": {"refurbish": {"C": 5000}, "repair": {"C": 4500}},
    "toys": {"repair": {"C": 4000}},
    "food_and_drink": {"restock_open_box": {}, "marketplace_resale": {}, "liquidate": {"A": 800}},
    "beauty": {"restock_open_box": {"A": 6500}, "marketplace_resale": {"A": 5500}}
  },
  "labour": {
    "repair": 1200,
    "refurbish": 900,
    "test": 120,
    "clean": 60,
    "repack": 70,
    "relabel": 20,
    "restock": 35,
    "list": 80,
    "sanitise": 90,
    "disassemble": 250,
    "transport": 60,
    "ship_to_vendor": 60,
    "ship_to_buyer": 30,
    "ship_to_customer": 60,
    "hand_over_donation": 20,
    "hand_over_recycler": 20,
    "hand_over_disposal": 15,
    "hand_over_hazardous": 90,
    "pull_from_shelf": 60,
    "quarantine": 30
  },
  "categories": {
    "apparel": {"weeklyDecay": 250, "storagePerDay": 1},
    "shoes": {"weeklyDecay": 200, "storagePerDay": 1},
    "electronics": {"weeklyDecay": 90, "storagePerDay": 1},
    "home": {"weeklyDecay": 50, "storagePerDay": 2},
    "toys": {"weeklyDecay": 120, "storagePerDay": 1},
    "beauty": {"weeklyDecay": 100, "storagePerDay": 1},
    "sports": {"weeklyDecay": 120, "storagePerDay": 2},
    "books": {"weeklyDecay": 80, "storagePerDay": 1},
    "other": {"weeklyDecay": 80, "storagePerDay": 1},
    "food_and_drink": {"weeklyDecay": 1500, "storagePerDay": 1}
  },
  "sites": {
    "list": "marketplace",
    "ship_to_buyer": "liquidator",
    "hand_over_donation": "charity",
    "hand_over_recycler": "licensed-recycler",
    "hand_over_disposal": "waste-disposal",
    "hand_over_hazardous": "hazardous-facility"
  },
  "destructionBan": {
    "categories": ["apparel", "shoes"],
    "countries": ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
      "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
  },
  "hygieneCategories": ["food_and_drink", "beauty"]
}
$document$);
